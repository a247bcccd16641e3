//! Which routing skills and languages users have, and how well: two tables of one shape.

use api::{State, UserRoutingLanguage, UserRoutingSkill, WireEnum as _};

use crate::{
    Changed, Divisions, Entity, Result, Row, Tx, args, changes::NewChange, routing_languages,
    routing_skills, users,
};

/// What users have for routing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Routing skills.
    Skill,
    /// Routing languages.
    Language,
}

/// One that a user has.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The user.
    pub user: String,
    /// The id of the skill or language.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How well, from 0 to 5.
    pub proficiency: f64,
    /// Active, or inactive: does it count for this user?
    pub state: State,
}

impl Held {
    /// A skill of a user, as the API shows it.
    pub fn skill(self) -> UserRoutingSkill {
        let user = users::uri(&self.user);
        UserRoutingSkill {
            skill_uri: Some(routing_skills::uri(&self.id)),
            self_uri: Some(format!("{user}/routingskills/{}", self.id)),
            id: Some(self.id),
            name: Some(self.name),
            proficiency: Some(self.proficiency),
            state: Some(self.state),
        }
    }

    /// A language of a user, as the API shows it.
    pub fn language(self) -> UserRoutingLanguage {
        let user = users::uri(&self.user);
        UserRoutingLanguage {
            language_uri: Some(routing_languages::uri(&self.id)),
            self_uri: Some(format!("{user}/routinglanguages/{}", self.id)),
            id: Some(self.id),
            name: Some(self.name),
            proficiency: Some(self.proficiency),
            state: Some(self.state),
        }
    }
}

impl Ability {
    /// The table of what users have, and that of what there is.
    const fn tables(self) -> (&'static str, &'static str) {
        match self {
            Self::Skill => ("user_routing_skills", "routing_skills"),
            Self::Language => ("user_routing_languages", "routing_languages"),
        }
    }

    /// Those of these ids that exist, are not deleted, and are seen; languages are in no division.
    pub async fn present(
        self,
        tx: &mut Tx,
        divisions: &Divisions,
        ids: &[String],
    ) -> Result<Vec<String>> {
        match self {
            Self::Skill => routing_skills::present(tx, divisions, ids).await,
            Self::Language => routing_languages::present(tx, ids).await,
        }
    }

    /// What these users have, of each by name.
    pub async fn of_users(self, tx: &mut Tx, users: &[String]) -> Result<Vec<Held>> {
        let organization = &*tx.organization();
        let (held, known) = self.tables();
        let sql = format!(
            "SELECT h.user_id, h.ability_id, k.name, h.proficiency, h.state \
             FROM {held} h JOIN {known} k \
                 ON k.organization_id = h.organization_id AND k.id = h.ability_id \
             WHERE h.organization_id = $1 AND h.user_id = ANY($2) \
             ORDER BY h.user_id, k.name_key, k.id"
        );
        tx.all(&sql, &args![organization, users], read).await
    }

    /// Who has one of these, by name or id, and how well.
    pub async fn of_everybody(self, tx: &mut Tx, names: &[String]) -> Result<Vec<Held>> {
        let organization = &*tx.organization();
        let (held, known) = self.tables();
        let sql = format!(
            "SELECT h.user_id, h.ability_id, k.name, h.proficiency, h.state \
             FROM {known} k JOIN {held} h \
                 ON h.organization_id = k.organization_id AND h.ability_id = k.id \
             WHERE k.organization_id = $1 AND k.state <> 'deleted' \
                 AND (k.id = ANY($2) OR k.name_key = ANY($3))"
        );
        let ids: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let keys: Vec<String> = names.iter().map(|name| crate::fold(name)).collect();
        tx.all(&sql, &args![organization, ids, keys], read).await
    }

    /// Gives a user one, or changes how well the user has it.
    pub async fn set(
        self,
        tx: &mut Tx,
        (user, id): (&str, &str),
        (proficiency, state): (f64, &State),
    ) -> Result<()> {
        let organization = &*tx.organization();
        let (held, _) = self.tables();
        let sql = format!(
            "INSERT INTO {held} (organization_id, user_id, ability_id, proficiency, state) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, user_id, ability_id) \
             DO UPDATE SET proficiency = excluded.proficiency, state = excluded.state"
        );
        let args = args![organization, user, id, proficiency, state.as_str()];
        tx.run(&sql, &args).await?;
        named(tx, user)
    }

    /// Takes these from a user.
    pub async fn remove(self, tx: &mut Tx, user: &str, ids: &[String]) -> Result<()> {
        let organization = &*tx.organization();
        let (held, _) = self.tables();
        let sql = format!(
            "DELETE FROM {held} WHERE organization_id = $1 AND user_id = $2 AND ability_id = ANY($3)"
        );
        tx.run(&sql, &args![organization, user, ids]).await?;
        named(tx, user)
    }

    /// Takes one from every user; those who had it. The change is that of the skill or language,
    /// which is deleted.
    pub async fn remove_everywhere(self, tx: &mut Tx, id: &str) -> Result<Vec<String>> {
        let organization = &*tx.organization();
        let (held, _) = self.tables();
        let sql = format!(
            "DELETE FROM {held} WHERE organization_id = $1 AND ability_id = $2 RETURNING user_id"
        );
        tx.all(&sql, &args![organization, id], |row| row.get(0)).await
    }
}

/// Names what a user has, once in a transaction.
fn named(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let is = |changed: &Changed| matches!(changed, Changed::Entity { kind: Entity::Abilities, id } if id == user);
    if tx.has_named(organization, is) {
        return Ok(());
    }
    tx.changed(NewChange::of_entity(organization, Entity::Abilities, user))
}

fn read(row: &Row<'_>) -> Result<Held> {
    Ok(Held {
        user: row.get(0)?,
        id: row.get(1)?,
        name: row.get(2)?,
        proficiency: row.get(3)?,
        state: State::from_wire(row.str(4)?),
    })
}
