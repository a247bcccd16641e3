//! Operations as subcommands of `callroster api`, made from the contract.

use api::{BodyRule, Entry, Limits, ModelFacts, ParameterFacts, ParameterPlace, Parameters, Shape};
use clap::{
    Arg, ArgAction, ArgMatches, Command,
    builder::{PossibleValue, PossibleValuesParser},
};

use crate::contract;

/// The option for the body. Its id cannot be the name of a parameter.
pub(crate) const BODY: &str = "@body";

/// The subcommand of an operation.
pub(crate) fn command(entry: &'static Entry) -> Command {
    let meta = entry.meta;
    let command = Command::new(meta.id)
        .aliases([with_separator(meta.id, '-'), with_separator(meta.id, '_')])
        .about(meta.summary.trim_end_matches('.'))
        .long_about(long_about(entry))
        .args(entry.parameters.iter().map(argument));
    match entry.body_rule {
        BodyRule::Absent => command,
        BodyRule::Optional | BodyRule::Required => {
            command.arg(body(entry.body_rule)).after_long_help(body_help((entry.body)()))
        }
    }
}

/// The parameters that were given, as they travel.
pub(crate) fn parameters(entry: &'static Entry, matches: &ArgMatches) -> Parameters {
    let mut path = Vec::new();
    let mut query = Vec::new();
    for facts in entry.parameters {
        let given = matches.get_many::<String>(facts.name).into_iter().flatten();
        let values = given.map(|value| (facts.name.to_owned(), canonical(facts, value)));
        match facts.place {
            ParameterPlace::Path => path.extend(values),
            ParameterPlace::Query => query.extend(values),
        }
    }
    Parameters::new(path, query)
}

fn argument(facts: &'static ParameterFacts) -> Arg {
    let shape = (facts.shape)();
    let inner = if let Shape::List(inner) = shape { inner() } else { shape };
    let mut arg = Arg::new(facts.name)
        .long(with_separator(facts.name, '-'))
        .value_name(value_name(inner))
        .required(facts.required)
        .help(help(facts));
    if matches!(shape, Shape::List(_)) {
        arg = arg.action(ArgAction::Append).value_delimiter(',');
    }
    match inner {
        Shape::Enum(facts) => {
            let values = facts.values.iter().copied().map(PossibleValue::new);
            let aliases =
                facts.aliases.iter().map(|(alias, _)| PossibleValue::new(*alias).hide(true));
            arg.value_parser(PossibleValuesParser::new(values.chain(aliases))).ignore_case(true)
        }
        Shape::Boolean => {
            arg.value_parser(["true", "false"]).num_args(0..=1).default_missing_value("true")
        }
        _ => arg,
    }
}

/// Values of an enum may be given in any case; other servers may take only the exact one.
fn canonical(facts: &ParameterFacts, value: &str) -> String {
    let shape = (facts.shape)();
    let inner = if let Shape::List(inner) = shape { inner() } else { shape };
    let Shape::Enum(facts) = inner else { return value.to_owned() };
    facts.value_of(value).unwrap_or(value).to_owned()
}

fn value_name(shape: Shape) -> &'static str {
    match shape {
        Shape::Integer | Shape::Long | Shape::Number => "NUMBER",
        Shape::DateTime => "INSTANT",
        Shape::Boolean => "true|false",
        _ => "VALUE",
    }
}

fn help(facts: &ParameterFacts) -> String {
    let doc = facts.doc.trim_end_matches('.');
    let mut more = limits(&facts.limits);
    if let Some(default) = facts.default {
        more.push(format!("default: {}", default.text()));
    }
    if more.is_empty() { doc.to_owned() } else { format!("{doc} [{}]", more.join("; ")) }
}

fn limits(limits: &Limits) -> Vec<String> {
    let mut words = Vec::new();
    match (limits.minimum, limits.maximum) {
        (Some(least), Some(most)) => words.push(format!("{least} to {most}")),
        (Some(least), None) => words.push(format!("at least {least}")),
        (None, Some(most)) => words.push(format!("at most {most}")),
        (None, None) => {}
    }
    words.extend(limits.max_items.map(|most| format!("at most {most} values")));
    words.extend(limits.max_length.map(|most| format!("at most {most} characters")));
    words
}

fn long_about(entry: &Entry) -> String {
    let meta = entry.meta;
    let mut paragraphs = vec![meta.summary.to_owned()];
    if !meta.description.is_empty() {
        paragraphs.push(meta.description.to_owned());
    }
    if meta.deprecated {
        paragraphs.push("The API discourages its use.".to_owned());
    }
    let permissions = contract::permissions(meta.rule);
    paragraphs.push(format!("{} {}\nPermissions: {permissions}", meta.method, meta.path));
    paragraphs.join("\n\n")
}

fn body(rule: BodyRule) -> Arg {
    Arg::new(BODY)
        .long("body")
        .value_name("JSON|@FILE|-")
        .required(rule == BodyRule::Required)
        .help("Body of the request: JSON, a file, or `-` for standard input")
}

/// The fields that the body may have.
fn body_help(shape: Shape) -> String {
    match shape {
        Shape::Model(facts) => format!("Body, a {}:\n{}", facts.name, fields(facts)),
        Shape::List(inner) => match inner() {
            Shape::Model(facts) => format!("Body, a list of {}:\n{}", facts.name, fields(facts)),
            inner => format!("Body: a list of {}", type_name(inner)),
        },
        shape => format!("Body: {}", type_name(shape)),
    }
}

fn fields(facts: &ModelFacts) -> String {
    let settable = facts.fields.iter().filter(|field| !field.read_only);
    let lines = settable.map(|field| {
        let required = if field.demanded { ", required" } else { "" };
        format!("  {:<28} {}{required}", field.name, type_name((field.shape)()))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn type_name(shape: Shape) -> String {
    match shape {
        Shape::Nothing => "nothing".to_owned(),
        Shape::Anything => "any JSON".to_owned(),
        Shape::Text => "text".to_owned(),
        Shape::Integer | Shape::Long => "whole number".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Boolean => "true or false".to_owned(),
        Shape::DateTime => "instant".to_owned(),
        Shape::Enum(facts) => facts.values.join(" | "),
        Shape::Model(facts) => facts.name.to_owned(),
        Shape::List(inner) => format!("list of {}", type_name(inner())),
        Shape::Map(inner) => format!("object of {}", type_name(inner())),
    }
}

/// `user-id` of `userId`.
fn with_separator(name: &str, separator: char) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let begins_word = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                let after_small = before.is_ascii_lowercase() || before.is_ascii_digit();
                after_small || letters.get(at + 1).is_some_and(char::is_ascii_lowercase)
            });
        if begins_word {
            words.push(separator);
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str) -> &'static Entry {
        api::operations().find(|entry| entry.meta.id == id).unwrap()
    }

    #[test]
    fn names_are_taken_apart_at_their_words() {
        assert_eq!(with_separator("getUsersMe", '_'), "get_users_me");
        assert_eq!(with_separator("userId", '-'), "user-id");
        assert_eq!(with_separator("q64", '-'), "q64");
        assert_eq!(with_separator("divisionIDs", '-'), "division-i-ds");
        assert_eq!(with_separator("URLPath", '-'), "url-path");
    }

    #[test]
    fn every_operation_is_a_command_that_can_be_parsed() {
        for entry in api::operations() {
            command(entry).debug_assert();
        }
    }

    #[test]
    fn parameters_travel_as_the_contract_spells_them() {
        let arguments = ["getUser", "--user-id", "u1", "--expand", "PRESENCE,skills"];
        let matches = command(entry("getUser")).try_get_matches_from(arguments).unwrap();
        let parameters = parameters(entry("getUser"), &matches);
        assert_eq!(parameters.fill("/api/v2/users/{userId}"), "/api/v2/users/u1");
        let query: Vec<_> =
            parameters.query_pairs().iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(query, ["presence", "skills"]);
    }

    #[test]
    fn a_value_that_is_not_listed_is_refused_with_those_that_are() {
        let arguments = ["getUser", "--user-id", "u1", "--expand", "presense"];
        let error = command(entry("getUser")).try_get_matches_from(arguments).unwrap_err();
        assert!(error.to_string().contains("a similar value exists: 'presence'"), "{error}");
    }
}
