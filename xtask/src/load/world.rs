//! The place that storms are driven in: a filled installation, its server, and who can log in.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use store::{DatabaseUrl, Db, Options};
use tempfile::TempDir;

use super::client::{self, Request};
use super::process::{self, Served};

/// A filled installation.
pub struct World {
    program: PathBuf,
    folder: TempDir,
    database: Option<String>,
    /// The code of the open round.
    pub round: String,
    logins: HashMap<String, String>,
    cookies: RefCell<HashMap<String, String>>,
    served: Option<Served>,
}

impl World {
    /// Fills a new folder, or an empty PostgreSQL database, with the demonstration.
    pub fn fill(program: &Path, database: Option<&str>) -> Result<World> {
        let folder = tempfile::tempdir()?;
        let mut world = World {
            program: program.to_owned(),
            folder,
            database: database.map(str::to_owned),
            round: String::new(),
            logins: HashMap::new(),
            cookies: RefCell::default(),
            served: None,
        };
        let said = world.command(&["demo", "--no-serve"])?;
        world.round = word_after(&said, "--round").context("the demonstration printed no round")?;
        world.logins = said
            .lines()
            .filter_map(|line| match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                [_, login, password] => Some(((*login).to_owned(), (*password).to_owned())),
                _ => None,
            })
            .collect();
        Ok(world)
    }

    /// A path in the world's own folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn place(&self) -> Vec<String> {
        let mut place = vec!["--data".to_owned(), self.file("data").display().to_string()];
        if let Some(database) = &self.database {
            place.extend(["--database".to_owned(), database.clone()]);
        }
        place
    }

    /// Runs a command of the product on it; on SQLite the server must be stopped where the command writes.
    pub fn command(&self, arguments: &[&str]) -> Result<String> {
        let place = self.place();
        let all: Vec<&str> = arguments.iter().copied().chain(place.iter().map(String::as_str)).collect();
        process::output(&self.program, &all)
    }

    fn url(&self) -> Result<DatabaseUrl> {
        Ok(match &self.database {
            Some(database) => database.parse()?,
            None => DatabaseUrl::sqlite(self.file("data").join("shuangcu.db")),
        })
    }

    /// The database itself, for filling; the server must be stopped.
    pub fn open(&self) -> Result<Db> {
        Ok(Db::open(&self.url()?, Options::default())?)
    }

    /// The database to look into, beside the server.
    pub fn open_to_read(&self) -> Result<Db> {
        Ok(Db::open(&self.url()?, Options { read_only: true, readers: 1, ..Options::default() })?)
    }

    /// Starts the server, or gives the one that runs.
    pub fn serve(&mut self) -> Result<&Served> {
        if self.served.is_none() {
            let place = self.place();
            let all = ["demo", "--listen", "127.0.0.1:0"].into_iter().chain(place.iter().map(String::as_str));
            self.served = Some(Served::start(&self.program, &all.collect::<Vec<_>>())?);
        }
        self.served()
    }

    /// The server that runs.
    pub fn served(&self) -> Result<&Served> {
        self.served.as_ref().context("the server was not started")
    }

    /// Stops the server in its own order.
    pub fn stop(&mut self) -> Result<()> {
        self.served.take().map_or(Ok(()), Served::stop)
    }

    /// The cookie of somebody's session.
    pub fn cookie(&self, login: &str) -> Result<String> {
        if let Some(known) = self.cookies.borrow().get(login) {
            return Ok(known.clone());
        }
        let password = self.logins.get(login).with_context(|| format!("no login {login}"))?;
        let cookie = client::log_in(&self.served()?.address, login, password)?;
        self.cookies.borrow_mut().insert(login.to_owned(), cookie.clone());
        Ok(cookie)
    }

    /// The password that the demonstration printed.
    pub fn password(&self, login: &str) -> Result<&str> {
        self.logins.get(login).map(String::as_str).with_context(|| format!("no login {login}"))
    }

    /// A page as somebody sees it.
    pub fn page(&self, login: &str, path: &str) -> Result<String> {
        let cookie = self.cookie(login)?;
        Ok(client::take(&self.served()?.address, &Request::get(path, Some(&cookie)))?.text())
    }

    /// Sends a form as somebody, with the token of his session, and says where it led.
    pub fn send(&self, login: &str, path: &str, fields: &str) -> Result<String> {
        let token = form_token(&self.page(login, "/account")?)?;
        let request = Request::post(path, &format!("{fields}&csrf={token}"), Some(&self.cookie(login)?));
        let answer = client::take(&self.served()?.address, &request).with_context(|| path.to_owned())?;
        Ok(answer.location.unwrap_or_default())
    }
}

/// The token in a page's forms.
pub fn form_token(page: &str) -> Result<String> {
    after(page, "name=\"csrf\" value=\"").context("the page has no form token")
}

/// What stands between a mark and the next quotation mark.
pub fn after(text: &str, mark: &str) -> Option<String> {
    text.split(mark).nth(1)?.split('"').next().map(str::to_owned)
}

fn word_after(text: &str, mark: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    words.find(|w| *w == mark)?;
    words.next().map(str::to_owned)
}
