//! A small world for tests: the real router over a real database of either engine, persons with roles, and requests.

use std::future::Future;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use jiff::civil::{Date, date};
use store::params;
use tower::ServiceExt;

use crate::app::{App, Parts};
use crate::auth::session::digest;
use crate::auth::{Actor, Role, store as accounts};
use crate::blobs::Blobs;
use crate::clock::{Clock, at};
use crate::config::Config;
use crate::error::Error;
use crate::id::Id;
use crate::letterbox::Letterbox;

/// The day on which a test's world begins, 9 o'clock: the demo's.
pub const START: Date = date(2008, 7, 8);

/// The product, alive.
pub struct World {
    /// The product.
    pub app: App,
    router: Router,
    _folder: tempfile::TempDir,
    _database: store::testing::TestDatabase,
}

impl App {
    /// The product as another process runs it: the same settings, files and keys, nothing in its memory. On PostgreSQL it may
    /// come over connections of its own.
    pub fn beside(&self, db: store::Db) -> App {
        App::new(Parts {
            db,
            blobs: self.blobs.clone(),
            clock: self.clock.clone(),
            config: self.config.clone(),
            letterbox: Letterbox::open(self.config.key_folders()).unwrap(),
            calendar: self.calendar.clone(),
            recall: Default::default(),
        })
    }

    /// A second process on the same database. SQLite has one process, so there it is one more product on the same door.
    pub fn second_process(&self) -> App {
        match self.db.engine() {
            store::Engine::Sqlite => self.beside(self.db.clone()),
            store::Engine::Postgres => {
                self.beside(store::Db::open(&self.config.database, store::Options::default()).unwrap())
            }
        }
    }
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Login {
    /// The person.
    pub person: Id,
    /// The account.
    pub account: Id,
    cookie: String,
    csrf: String,
}

impl Login {
    /// The session that an answer began by its cookie; who it is only the server knows.
    pub fn of(answer: &Answer) -> Login {
        let cookie = answer.headers.get(header::SET_COOKIE).and_then(|v| v.to_str().ok()).unwrap();
        let secret = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
        let csrf = crate::auth::session::csrf(&secret);
        Login { person: Id::random(), account: Id::random(), cookie: secret, csrf }
    }
}

impl Login {
    /// The header that a browser would send.
    pub fn cookie_header(&self) -> String {
        format!("shuangcu={}", self.cookie)
    }
    /// The token of its forms.
    pub fn form_token(&self) -> &str {
        &self.csrf
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The body as text.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("")
    }
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
    /// The part of the body between two marks.
    pub fn between(&self, from: &str, to: &str) -> &str {
        self.body.split(from).nth(1).and_then(|rest| rest.split(to).next()).unwrap_or("")
    }
}

/// Runs a story once on each engine that is at hand.
pub fn on_both_engines<F, S>(story: S)
where
    S: Fn(World) -> F,
    F: Future<Output = ()>,
{
    for database in store::testing::databases() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async { story(World::on(database)).await });
    }
}

/// Without this, an `async move` block that uses `world.app` would capture that field alone, and the database would be
/// gone before the story begins; a type with `Drop` is captured whole.
impl Drop for World {
    fn drop(&mut self) {}
}

impl World {
    /// A world on a fresh database.
    pub fn on(database: store::testing::TestDatabase) -> World {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::in_folder(folder.path().to_owned());
        config.database = database.url().clone();
        let db = store::Db::clone(&database);
        db.migrate(crate::schema::MIGRATIONS, false).unwrap();
        let blobs = Blobs::open(config.data.join("blobs")).unwrap();
        let letterbox = Letterbox::open(config.key_folders()).unwrap();
        let clock = Clock::standing_at(at(START, 9, 0));
        let calendar = workday::Calendar::builtin().clone();
        let app = App::new(Parts { db, blobs, clock, config, letterbox, calendar, recall: Default::default() });
        World { router: crate::router::router(app.clone()), app, _folder: folder, _database: database }
    }

    /// The schema of the test on a PostgreSQL, for whoever looks past the door.
    pub fn schema(&self) -> String {
        self._database.schema().unwrap_or_default().to_owned()
    }

    /// Moves the clock.
    pub fn set_clock(&self, day: Date, hour: i8) {
        self.app.clock.set(at(day, hour, 0));
    }

    /// A person with an account, roles `(role, scope kind, scope key)`, and a session.
    pub async fn person(&self, name: &str, roles: &[(Role, &str, &str)]) -> Login {
        self.person_in(name, None, None, false, roles).await
    }

    /// The same in a unit and a branch (a member then), perhaps in a leading post.
    pub async fn person_in(
        &self,
        name: &str,
        unit: Option<&Id>,
        branch: Option<&Id>,
        leading: bool,
        roles: &[(Role, &str, &str)],
    ) -> Login {
        let (person, account, secret) = (Id::random(), Id::random(), crate::random::secret());
        let login = Login {
            person: person.clone(),
            account: account.clone(),
            cookie: secret.clone(),
            csrf: crate::auth::session::csrf(&secret),
        };
        let roles: Vec<(Role, String, String)> =
            roles.iter().map(|(r, k, i)| (*r, (*k).to_owned(), (*i).to_owned())).collect();
        let (name, unit, branch) = (name.to_owned(), unit.cloned(), branch.cloned());
        let today = self.app.clock.now().today().to_string();
        self.app
            .db
            .write(move |tx| {
                let status = if branch.is_some() { "full" } else { "none" };
                let row = params![
                    &person,
                    None::<String>,
                    &name,
                    &name,
                    if leading { "cadre" } else { "staff" },
                    status,
                    unit.clone(),
                    branch.clone()
                ];
                tx.run(&INSERT_PERSON, &row)?;
                if let (true, Some(unit)) = (leading, &unit) {
                    tx.run(&INSERT_POST, &params![&person, unit, "head"])?;
                }
                tx.run(
                    &accounts::INSERT_ACCOUNT,
                    &params![&account, &person, format!("login-{account}"), "-", &today],
                )?;
                tx.run(&accounts::INSERT_SESSION, &params![digest(&secret), &account, &today])?;
                for (role, kind, id) in &roles {
                    let grant =
                        params![Id::random(), &person, role.code(), kind, id, "2000-01-01", None::<String>, "test"];
                    tx.run(&accounts::INSERT_GRANT, &grant)?;
                }
                Ok::<(), Error>(())
            })
            .await
            .unwrap();
        login
    }

    /// The actor behind a login, as a handler would see it now.
    pub async fn actor(&self, login: &Login) -> Actor {
        let (account, today) = (login.account.clone(), self.app.clock.now().today());
        let found = self.app.db.read(move |tx| accounts::actor_of_account(tx, &account, today)).await;
        found.unwrap().unwrap()
    }

    /// Reads a page.
    pub async fn get(&self, login: Option<&Login>, path: &str) -> Answer {
        self.send(login, Method::GET, path, None, Body::empty()).await
    }

    /// Sends a form; the session's token goes with it.
    pub async fn post(&self, login: Option<&Login>, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all: Vec<(&str, &str)> = fields.to_vec();
        if let Some(login) = login {
            all.push(("csrf", &login.csrf));
        }
        let body = serde_html_form::to_string(&all).unwrap();
        self.send(login, Method::POST, path, Some("application/x-www-form-urlencoded"), Body::from(body)).await
    }

    /// Sends a form with one file.
    pub async fn upload(
        &self,
        login: &Login,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain([&("csrf", login.csrf.as_str())]) {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        }
        let (field, name, bytes) = file;
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--edge--\r\n");
        self.send(Some(login), Method::POST, path, Some("multipart/form-data; boundary=edge"), Body::from(body)).await
    }

    /// Sends any request.
    pub async fn send(
        &self,
        login: Option<&Login>,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(login) = login {
            request = request.header(header::COOKIE, format!("shuangcu={}", login.cookie));
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        self.deliver(request.body(body).unwrap()).await
    }

    /// Reads a page from another router over the same database.
    pub async fn get_from(&self, router: &Router, login: Option<&Login>, path: &str) -> Answer {
        let mut request = Request::builder().uri(path);
        if let Some(login) = login {
            request = request.header(header::COOKIE, format!("shuangcu={}", login.cookie));
        }
        Self::answer(router, request.body(Body::empty()).unwrap()).await
    }

    /// A token of somebody for programs, made on the account page; no slice named means all.
    pub async fn token(&self, login: &Login, access: &str, slices: &[&str], until: &str) -> String {
        let mut fields = vec![("name", "program"), ("access", access), ("expires_on", until)];
        fields.extend(slices.iter().map(|s| ("slices", *s)));
        let answer = self.post(Some(login), "/account/tokens", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.between("id=\"code\">", "</p>").to_owned()
    }

    /// A call of the JSON API under a token; JSON null is no body.
    pub async fn api(&self, token: &str, method: Method, path: &str, body: serde_json::Value) -> Answer {
        self.api_under(token, method, path, body, None).await
    }

    /// The same under a key.
    pub async fn api_under(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: serde_json::Value,
        key: Option<&str>,
    ) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str())];
        let text = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_null() {
            headers.push(("content-type", "application/json"));
        }
        headers.extend(key.map(|key| ("idempotency-key", key)));
        self.call(method, &format!("/api/v1{path}"), &headers, text).await
    }

    /// Sends a request with these headers and nothing else, as a program does.
    pub async fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.deliver(request.body(Body::from(body)).unwrap()).await
    }

    async fn deliver(&self, request: Request<Body>) -> Answer {
        Self::answer(&self.router, request).await
    }

    async fn answer(router: &Router, request: Request<Body>) -> Answer {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }
}

store::statements! {
    /// A person, straight into the table.
    pub INSERT_PERSON = "insert into person (id, staff_no, name, name_key, category, party_status, unit_id, branch_id, left_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8, null)";
    /// A leading post.
    pub INSERT_POST = "insert into person_post (person_id, unit_id, title, is_leading) values ($1, $2, $3, 1)";
}
