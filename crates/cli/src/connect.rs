//! `callroster connect`: the lines that point a client here. `docs/connect.md` is made of the same.

use clap::builder::PossibleValuesParser;
use url::Url;

use crate::{failure::Failure, output, variables};

/// The address of a server with the default configuration.
pub(crate) const DEFAULT_SERVER: &str = "http://127.0.0.1:8080";

/// How a client is pointed at a server.
struct Lines {
    /// What the command line calls it.
    name: &'static str,
    title: &'static str,
    /// What Markdown calls its language.
    language: &'static str,
    /// How it is used; one sentence a line.
    about: &'static str,
    /// The lines, with `{url}`, `{protocol}`, `{host}` and `{port}` in the place of the server's.
    text: &'static str,
}

const CLIENTS: [Lines; 6] = [
    Lines {
        name: "python",
        title: "Python",
        language: "python",
        about: "The official SDK `PureCloudPlatformClientV2`; `client` is signed in.\n\
                Without code, `~/.genesyscloudpython/config` with `host` under `[general]` does the same.",
        text: include_str!("connect/python.py"),
    },
    Lines {
        name: "javascript",
        title: "JavaScript",
        language: "js",
        about: "The official SDK `purecloud-platform-client-v2` in a module of Node.js; `client` is signed in.\n\
                Without code, `~/.genesyscloudjavascript/config` with `host`, `protocol` and `port` under `[gateway]` does the same.",
        text: include_str!("connect/javascript.mjs"),
    },
    Lines {
        name: "go",
        title: "Go",
        language: "go",
        about: "The official SDK `platform-client-sdk-go`; these lines have not been run here.\n\
                What Go programs send is repeated by the tests in `tests/python/programs`.\n\
                Set `BasePath`: `SetGateway` panics when its `Auth` is nil.",
        text: include_str!("connect/main.go"),
    },
    Lines {
        name: "java",
        title: "Java",
        language: "java",
        about: "The official SDK `platform-client-v2`; these lines run in the tests with version 198.1.0.\n\
                Its own sign-in goes to a host whose name begins with `login.`, so the lines fetch the token themselves. \
                Versions that have `withGateway` can be pointed here by it; that was not run.",
        text: include_str!("connect/Connect.java"),
    },
    Lines {
        name: "gc",
        title: "The vendor's command line, `gc`",
        language: "sh",
        about: "These lines have not been run here.\n\
                What it sends is repeated by the tests in `tests/python/programs`.\n\
                The gateway is kept in the profile; `gc gateway disable` removes it.",
        text: include_str!("connect/gc.sh"),
    },
    Lines {
        name: "terraform",
        title: "Terraform",
        language: "hcl",
        about: "The provider `mypurecloud/genesyscloud`, unmodified; these lines have not been run here.\n\
                What it sends is repeated by the tests in `tests/python/programs`.",
        text: include_str!("connect/main.tf"),
    },
];

/// Which client, and where the server is.
#[derive(Debug, clap::Args)]
pub(crate) struct Connect {
    /// The client
    #[arg(required_unless_present = "markdown",
          value_parser = PossibleValuesParser::new(CLIENTS.map(|client| client.name)))]
    client: Option<String>,

    /// Address of the server
    #[arg(long, value_name = "URL", env = variables::SERVER, default_value = DEFAULT_SERVER)]
    server: String,

    /// Print the page with all of them, `docs/connect.md`
    #[arg(long, conflicts_with = "client")]
    markdown: bool,
}

impl Connect {
    /// Prints the lines.
    pub(crate) fn run(&self) -> Result<(), Failure> {
        if self.markdown {
            // The page is the same on every machine.
            return output::print(&page(&Address::parse(DEFAULT_SERVER)?));
        }
        let address = Address::parse(&self.server)?;
        let chosen = CLIENTS.iter().find(|client| Some(client.name) == self.client.as_deref());
        chosen.map_or(Ok(()), |client| output::print(&address.put_into(client.text)))
    }
}

/// The parts of the server's address that clients want to have.
struct Address {
    url: String,
    protocol: String,
    host: String,
    port: u16,
}

impl Address {
    fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = |why: &str| {
            Failure::said(format!(
                "`{text}` {why}; write one like `{DEFAULT_SERVER}` after `--server`"
            ))
        };
        let url =
            Url::parse(text).map_err(|error| wrong(&format!("is not an address: {error}")))?;
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(wrong("has no host"));
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("is not a web address"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has a path, which not every client can be given"));
        }
        Ok(Self {
            url: url.as_str().trim_end_matches('/').to_owned(),
            protocol: url.scheme().to_owned(),
            host: host.to_owned(),
            port,
        })
    }

    fn put_into(&self, text: &str) -> String {
        text.replace("{url}", &self.url)
            .replace("{protocol}", &self.protocol)
            .replace("{host}", &self.host)
            .replace("{port}", &self.port.to_string())
    }
}

/// The end of the page: programs that cannot be given an address.
const REGION: &str = include_str!("connect/region.md");

fn page(address: &Address) -> String {
    let head = format!(
        "# Connect a client\n\n\
         Written by `callroster connect --markdown`; a test checks that it is current.\n\
         `callroster connect NAME --server URL` prints the lines for one client and your server.\n\
         `{}` and `{}` hold the client id and the secret that the first start of the server prints.\n",
        variables::CLIENT_ID,
        variables::CLIENT_SECRET
    );
    let sections = CLIENTS.iter().map(|client| {
        let Lines { title, language, about, text, .. } = client;
        let text = address.put_into(text);
        format!("\n## {title}\n\n{about}\n\n```{language}\n{text}```\n")
    });
    std::iter::once(head).chain(sections).chain([REGION.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_the_protocol_is_written_out() {
        let address = Address::parse("https://roster.example").unwrap();
        let text = address.put_into("{url} {protocol} {host} {port}");
        assert_eq!(text, "https://roster.example https roster.example 443");
    }

    #[test]
    fn an_address_that_clients_cannot_be_given_is_refused() {
        for wrong in ["localhost:8080", "http://host/prefix", "ftp://host", "roster"] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }
}
