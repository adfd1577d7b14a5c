//! Settings: as shipped < a TOML file < the environment < the command line.
//!
//! A setting is declared once: an option of a command with a long name and a variable of the environment
//! (`#[arg(long, env = "SHUANGCU_…")]`). Its key in the file follows from the variable, its values are read by the option's
//! own parser, and the reference page is written from it. A second list of settings, as a struct that mirrors the file,
//! would have to be kept in step by hand.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Read when it is there and no other is named.
const USUAL: &str = "/etc/shuangcu/shuangcu.toml";
/// The variable that names another file.
pub const VARIABLE: &str = "SHUANGCU_CONFIG";
/// What the variables of all settings begin with.
const PREFIX: &str = "SHUANGCU_";
/// The demonstration never takes the file of an installation: it would fill its folder.
const WITHOUT: &[&str] = &["demo"];

/// Something in the file that is refused: where, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    file: PathBuf,
    line: usize,
    key: String,
    what: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file.display(), self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Wrong {}

/// What stands in the file, by key; values as the options read them.
pub type Values = BTreeMap<String, Vec<String>>;

/// The command with the file's values where it had those as shipped. The order of precedence is clap's own: command line,
/// environment, default.
pub fn with_file(command: Command, line: &[OsString]) -> anyhow::Result<Command> {
    if !takes_settings(&command, line) {
        return Ok(command);
    }
    let Some((file, text)) = file(line)? else { return Ok(command) };
    let values = read(&command, &file, &text)?;
    Ok(filled(command, &values))
}

/// The key of a setting in the file; `None` for an option that is none.
pub fn key(arg: &Arg) -> Option<String> {
    let variable = arg.get_env()?.to_str()?;
    if variable == VARIABLE {
        return None;
    }
    Some(variable.strip_prefix(PREFIX)?.to_ascii_lowercase())
}

/// Every setting of every command, by key.
pub fn all(command: &Command) -> BTreeMap<String, Arg> {
    let mut found = BTreeMap::new();
    for arg in command.get_arguments() {
        if let Some(key) = key(arg) {
            found.insert(key, arg.clone());
        }
    }
    for inner in command.get_subcommands() {
        found.extend(all(inner));
    }
    found
}

/// Whether the command that was called has settings at all: whoever counts working days needs no right to read the file.
fn takes_settings(command: &Command, line: &[OsString]) -> bool {
    let mut at = command;
    for word in line.iter().skip(1) {
        if let Some(inner) = word.to_str().and_then(|word| at.find_subcommand(word)) {
            if WITHOUT.contains(&inner.get_name()) {
                return false;
            }
            at = inner;
        }
    }
    at.get_arguments().any(|arg| key(arg).is_some())
}

/// The file that was named, or the usual one if it is there.
fn file(line: &[OsString]) -> anyhow::Result<Option<(PathBuf, String)>> {
    let mut words = line.iter().skip(1).take_while(|word| *word != "--");
    let mut named = None;
    while let Some(word) = words.next() {
        if word == "--config" {
            named = words.next().map(PathBuf::from);
        } else if let Some(path) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            named = Some(PathBuf::from(path));
        }
    }
    let named = named.or_else(|| std::env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from));
    let path = match &named {
        Some(path) => path.clone(),
        None if Path::new(USUAL).exists() => PathBuf::from(USUAL),
        None => return Ok(None),
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) => anyhow::bail!("{}: {error}", path.display()),
    }
}

/// Reads a file and holds every value against its option.
pub fn read(command: &Command, file: &Path, text: &str) -> Result<Values, Wrong> {
    let wrong = |at: usize, key: &str, what: String| Wrong {
        file: file.to_owned(),
        line: text.get(..at).unwrap_or(text).matches('\n').count() + 1,
        key: key.to_owned(),
        what,
    };
    let table = DeTable::parse(text)
        .map_err(|error| wrong(error.span().map_or(0, |span| span.start), "", error.message().to_owned()))?;
    let known = all(command);
    let mut values = Values::new();
    for (name, value) in table.into_inner() {
        let at = name.span().start;
        let name = name.into_inner();
        let Some(arg) = known.get(name.as_ref()) else {
            let names: Vec<&str> = known.keys().map(String::as_str).collect();
            return Err(wrong(at, &name, format!("there is no such setting; there are: {}", names.join(", "))));
        };
        let given = texts(arg, value.get_ref()).map_err(|what| wrong(value.span().start, &name, what))?;
        for one in &given {
            fits(arg, one).map_err(|what| wrong(value.span().start, &name, what))?;
        }
        values.insert(name.into_owned(), given);
    }
    Ok(values)
}

/// A value of the file as the words of a command line.
fn texts(arg: &Arg, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let one = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().replace('_', "")),
        DeValue::Float(number) => Some(number.as_str().replace('_', "")),
        _ => None,
    };
    if !arg.get_action().takes_values() {
        return value.as_bool().map(|on| vec![on.to_string()]).ok_or_else(|| "allowed: true, false".to_owned());
    }
    let several = matches!(arg.get_action(), ArgAction::Append) || arg.get_value_delimiter().is_some();
    let read = match value {
        DeValue::Array(list) if several => list.iter().map(|each: &Spanned<DeValue<'_>>| one(each.get_ref())).collect(),
        DeValue::Boolean(on) => Some(vec![on.to_string()]),
        other => one(other).map(|text| vec![text]),
    };
    let list = if several { ", or a list of them" } else { "" };
    read.ok_or_else(|| format!("{} is not what stands here; allowed: {}{list}", value.type_str(), allowed(arg)))
}

/// Whether the option's own parser takes the value.
fn fits(arg: &Arg, value: &str) -> Result<(), String> {
    let Some(long) = arg.get_long().filter(|_| arg.get_action().takes_values()) else { return Ok(()) };
    let alone = Command::new("setting").disable_help_flag(true).arg(arg.clone().required(false));
    let Err(error) = alone.try_get_matches_from(["setting".to_owned(), format!("--{long}={value}")]) else {
        return Ok(());
    };
    let why = std::error::Error::source(&error).map(|why| format!(" ({why})")).unwrap_or_default();
    let choices = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(all)) if !all.is_empty() => all.join(", "),
        _ => allowed(arg),
    };
    // What was written may be a password; it stands in the named line.
    Err(format!("this value does not fit{why}; allowed: {choices}"))
}

/// What an option takes, in a few words.
fn allowed(arg: &Arg) -> String {
    let name = arg.get_value_names().and_then(|names| names.first()).map_or("a text", |name| name.as_str());
    match arg.get_help() {
        Some(help) => format!("{name} — {help}"),
        None => name.to_owned(),
    }
}

/// The command, its defaults replaced.
fn filled(command: Command, values: &Values) -> Command {
    let own: Vec<(clap::Id, Vec<&'static OsStr>)> = command
        .get_arguments()
        .filter_map(|arg| {
            let given = values.get(&key(arg)?)?;
            // For the whole life of the process, like the rest of the command line.
            let given = given.iter().map(|value| OsStr::new(&*value.clone().leak())).collect();
            Some((arg.get_id().clone(), given))
        })
        .collect();
    let mut command = command;
    for (id, given) in own {
        command = command.mut_arg(id, |arg| arg.default_values(given));
    }
    command.mut_subcommands(|inner| if WITHOUT.contains(&inner.get_name()) { inner } else { filled(inner, values) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, FromArgMatches};

    use crate::cli::Cli;

    fn refused(text: &str) -> String {
        read(&Cli::command(), Path::new("a.toml"), text).unwrap_err().to_string()
    }

    fn serve(file: &str, words: &[&str]) -> crate::config::Config {
        let values = read(&Cli::command(), Path::new("a.toml"), file).unwrap();
        let line = ["shuangcu", "serve"].iter().chain(words);
        let matches = filled(Cli::command(), &values).try_get_matches_from(line).unwrap();
        match Cli::from_arg_matches(&matches).unwrap().command {
            crate::cli::Command::Serve(args) => args.config(),
            _ => unreachable!(),
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_what_is_allowed() {
        let unknown = refused("# a comment\nlistne = \"127.0.0.1:1\"\n");
        assert!(
            unknown.starts_with("a.toml:2: listne: there is no such setting; there are: ")
                && unknown.contains(" data, database, "),
            "{unknown}"
        );
        let value = refused("\n\nlisten = \"everywhere\"\n");
        assert!(value.starts_with("a.toml:3: listen: this value does not fit (invalid socket address"), "{value}");
        assert!(value.ends_with("allowed: ADDR — The address to listen on"), "{value}");
        assert_eq!(refused("secure = \"yes\""), "a.toml:1: secure: allowed: true, false");
        assert!(
            refused("data = [\"x\"]").starts_with("a.toml:1: data: array is not what stands here; allowed: DIR — ")
        );
        assert!(
            refused("[server]\nlisten = \"127.0.0.1:1\"").starts_with("a.toml:1: server: there is no such setting")
        );
        assert!(refused("listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"").starts_with("a.toml:2: duplicate key"));
        assert!(refused("listen = 12:30\"").starts_with("a.toml:1: "));
        let secret = refused("database = \"mysql://someone:secret@there\"");
        assert!(secret.starts_with("a.toml:1: database: ") && !secret.contains(":secret@"), "{secret}");
    }

    #[test]
    fn the_file_is_below_the_environment_and_the_command_line() {
        let file = "listen = \"127.0.0.1:9\"\nsecure = true\ndata = \"/srv/shuangcu\"\n";
        let config = serve(file, &[]);
        assert_eq!((config.listen.port(), config.secure), (9, true));
        assert_eq!(config.data, Path::new("/srv/shuangcu"));
        assert_eq!(serve(file, &["--listen", "127.0.0.1:7"]).listen.port(), 7);
        assert_eq!(serve("", &[]).listen.port(), 8080);
    }

    #[test]
    fn a_setting_has_one_name() {
        for (key, arg) in all(&Cli::command()) {
            assert_eq!(arg.get_long().unwrap().replace('-', "_"), key, "option, variable and key are one word");
        }
    }

    #[test]
    fn the_example_holds_every_setting_and_is_read() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/shuangcu.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        // As it is shipped, and with every line that is out of use put into use.
        read(&Cli::command(), &path, &text).unwrap();
        let in_use: String =
            text.lines().map(|line| line.strip_prefix("#=").unwrap_or(line)).flat_map(|l| [l, "\n"]).collect();
        let values = read(&Cli::command(), &path, &in_use).unwrap();
        let named: Vec<&String> = values.keys().collect();
        let known = all(&Cli::command());
        assert_eq!(
            named,
            known.keys().collect::<Vec<_>>(),
            "add the setting to packaging/shuangcu.toml, out of use (#=)"
        );
    }

    #[test]
    fn commands_without_settings_and_the_demonstration_leave_the_file_alone() {
        let line = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        assert!(takes_settings(&Cli::command(), &line(&["shuangcu", "serve"])));
        assert!(takes_settings(&Cli::command(), &line(&["shuangcu", "audit", "verify"])));
        for words in [["shuangcu", "calendar"], ["shuangcu", "merge"], ["shuangcu", "demo"]] {
            assert!(!takes_settings(&Cli::command(), &line(&words)));
        }
    }
}
