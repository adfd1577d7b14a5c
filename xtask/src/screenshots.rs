//! `cargo xtask screenshots`: the demonstration as each role sees it, on one sheet to look at.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use browser::{Browser, Program, Visited};

/// Where the pictures go, and what is taken.
#[derive(clap::Args)]
pub struct Args {
    /// The folder of the pictures
    #[arg(long, default_value = "target/screenshots")]
    out: PathBuf,
    /// Only these logins (visitor for nobody)
    #[arg(long)]
    role: Vec<String>,
    /// Only light, not dark
    #[arg(long)]
    light: bool,
    /// Only the few pictures of the documentation, into docs/images
    #[arg(long)]
    docs: bool,
}

const WIDTHS: [(u32, u32); 2] = [(390, 844), (1280, 900)];

struct Role {
    /// What the role is, as the demonstration prints it.
    name: String,
    login: String,
    password: String,
}

struct Picture {
    role: String,
    page: Visited,
    file: String,
}

/// Takes the pictures and makes the sheet.
pub async fn run(args: Args) -> Result<()> {
    let built = Command::new("cargo").args(["build", "--quiet", "--bin", "shuangcu"]).status()?;
    ensure!(built.success(), "the program does not build");
    fs::create_dir_all(&args.out)?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("demo");
    let program = Program::start(&["demo", "--data", &data.to_string_lossy()]).await?;
    let mut roles = vec![Role { name: "visitor".into(), login: String::new(), password: String::new() }];
    // One login stands for all that hold the same roles.
    for role in roles_of(&program.said) {
        if roles.iter().all(|known| known.name != role.name) {
            roles.push(role);
        }
    }
    ensure!(roles.len() > 1, "the demonstration printed no logins:\n{}", program.said.join("\n"));

    let browser = Browser::start(&program.site).await?;
    if args.docs {
        document(&browser, &roles, &program.said).await?;
        browser.stop().await?;
        return program.stop().await;
    }
    let mut pictures = Vec::new();
    for role in
        roles.iter().filter(|r| args.role.is_empty() || args.role.contains(&r.login) || args.role.contains(&r.name))
    {
        take(&browser, role, &args, &mut pictures).await?;
    }
    let sheet = args.out.join("index.html");
    fs::write(&sheet, contact_sheet(&pictures))?;
    // The sheet is a file, the site an address: the picture of the sheet is taken by its full path.
    browser.dark(false).await?;
    browser.size(2400, 1200).await?;
    browser.go(&format!("file://{}", sheet.canonicalize()?.display())).await.ok();
    browser.shot(&args.out.join("contact-sheet.png")).await?;
    browser.stop().await?;
    program.stop().await?;
    let broken: Vec<&Picture> = pictures.iter().filter(|p| p.page.status >= 400 || p.page.too_wide).collect();
    for picture in &broken {
        let Visited { path, status, too_wide, from, .. } = &picture.page;
        eprintln!(
            "{}: {path} (from {from}): status {status}{}",
            picture.role,
            if *too_wide { ", too wide" } else { "" }
        );
    }
    eprintln!("{} pictures, {} pages to look at, in {}", pictures.len(), broken.len(), args.out.display());
    Ok(())
}

/// The lines `role  login  password` that the demonstration prints.
fn roles_of(said: &[String]) -> Vec<Role> {
    said.iter()
        .filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [name, login, password] if password.len() >= 12 => Some(Role {
                    name: (*name).to_owned(),
                    login: (*login).to_owned(),
                    password: (*password).to_owned(),
                }),
                _ => None,
            }
        })
        .collect()
}

async fn take(browser: &Browser, role: &Role, args: &Args, pictures: &mut Vec<Picture>) -> Result<()> {
    browser.forget().await?;
    let mut start = vec!["/"];
    if role.login.is_empty() {
        start.extend(["/login", "/receipt"]);
    } else {
        browser.log_in(&role.login, &role.password).await.with_context(|| role.name.clone())?;
        start.extend(["/todo", "/figures", "/problems", "/account"]);
    }
    browser.size(1280, 900).await?;
    let pages = browser.crawl(&start).await?;
    eprintln!("{}: {} pages", role.name, pages.len());
    for (number, page) in pages.into_iter().enumerate() {
        for (width, height) in WIDTHS {
            browser.size(width, height).await?;
            for dark in [false, true] {
                if dark && args.light {
                    continue;
                }
                browser.dark(dark).await?;
                browser.go(&page.path).await?;
                let shade = if dark { "dark" } else { "light" };
                let file = format!("{}-{number:03}-{width}-{shade}.png", role.name);
                browser.shot(&args.out.join(&file)).await?;
                let too_wide = browser.is_too_wide().await?;
                let page = Visited { too_wide, ..page.clone() };
                pictures.push(Picture { role: role.name.clone(), page, file });
            }
        }
    }
    Ok(())
}

/// The pictures that the documentation shows.
async fn document(browser: &Browser, roles: &[Role], said: &[String]) -> Result<()> {
    let folder = PathBuf::from("docs/images");
    fs::create_dir_all(&folder)?;
    let code = said.iter().find_map(|line| line.split("--round ").nth(1)).and_then(|rest| rest.split(' ').next());
    let phone = format!("/r/{}", code.context("no open round")?);
    browser.size(390, 844).await?;
    browser.go(&phone).await?;
    browser.shot(&folder.join("say.png")).await?;
    let office = roles.iter().find(|role| role.name == "WG").context("no login of the office")?;
    browser.log_in(&office.login, &office.password).await?;
    browser.size(1280, 900).await?;
    for (path, file) in [("/", "campaign.png"), ("/items", "ledger.png")] {
        browser.go(path).await?;
        browser.shot(&folder.join(file)).await?;
    }
    Ok(())
}

fn contact_sheet(pictures: &[Picture]) -> String {
    let mut html = String::from(
        "<!doctype html><meta charset=utf-8><title>Shuangcu</title><style>body{font:14px sans-serif;margin:16px}\
         figure{display:inline-block;vertical-align:top;margin:4px;width:232px}img{width:232px;max-height:480px;object-fit:cover;\
         object-position:top;border:1px solid #999}figcaption{overflow-wrap:anywhere;font-size:11px}.bad{color:#c00;font-weight:bold}</style>",
    );
    let mut role = "";
    for picture in pictures {
        if picture.role != role {
            role = &picture.role;
            html.push_str(&format!("<h2>{role}</h2>"));
        }
        let Visited { kind, status, too_wide, .. } = &picture.page;
        let bad = if *status >= 400 || *too_wide { " class=bad" } else { "" };
        let file = &picture.file;
        html.push_str(&format!(
            "<figure><a href=\"{file}\"><img src=\"{file}\"></a><figcaption{bad}>{kind} {status}</figcaption></figure>"
        ));
    }
    html
}
