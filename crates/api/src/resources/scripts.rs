//! Agent scripts.

use crate::{DateTime, Division, Json, Map, model};

/// One page of a script.
#[model]
pub struct Page {
    /// Page id.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the page.
    pub name: Option<String>,
    /// When the page was made.
    pub created_date: Option<DateTime>,
    /// When the page was last changed.
    pub modified_date: Option<DateTime>,
    /// Settings of the page by name, as free-form JSON.
    pub properties: Option<Map<Json>>,
    /// Outermost container of the page's layout, as free-form JSON.
    pub root_container: Option<Map<Json>>,
    /// Version of the script to which the page belongs.
    pub version_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A script: pages that guide an agent through an interaction.
#[model]
pub struct Script {
    /// Script id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the script.
    pub name: Option<String>,
    /// When the script was made.
    pub created_date: Option<DateTime>,
    /// Actions the script defines, as free-form JSON.
    pub custom_actions: Option<Json>,
    /// Division in which the script lives.
    pub division: Option<Division>,
    /// Features the script uses, as free-form JSON.
    pub features: Option<Json>,
    /// When the script was last changed.
    pub modified_date: Option<DateTime>,
    /// The pages of the script.
    #[field(max_items = 100)]
    pub pages: Option<Vec<Page>>,
    /// When the script was last published.
    pub published_date: Option<DateTime>,
    /// Id of the page shown first.
    pub start_page_id: Option<String>,
    /// Name of the page shown first.
    pub start_page_name: Option<String>,
    /// Variables the script uses, as free-form JSON.
    pub variables: Option<Json>,
    /// When this version was made.
    pub version_date: Option<DateTime>,
    /// Id of this version.
    pub version_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
