//! Every link of the demonstration, as every role, on a phone: no page is missing, none fails, none scrolls sideways.

use anyhow::{Context, Result, ensure};
use browser::{Browser, Program};

#[test]
fn every_link_leads_somewhere() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("demo").to_string_lossy().into_owned();
        let program = Program::start(&["demo", "--data", &data]).await?;
        let browser = Browser::start(&program.site).await?;
        browser.size(390, 844).await?;
        let mut wrong = Vec::new();
        let mut roles = vec![("visitor".to_owned(), None)];
        for line in &program.said {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let [role, login, password] = words.as_slice()
                && password.len() == 19
                && roles.iter().all(|(known, _)| known != role)
            {
                roles.push(((*role).to_owned(), Some(((*login).to_owned(), (*password).to_owned()))));
            }
        }
        ensure!(roles.len() > 6, "the demonstration printed its logins:\n{}", program.said.join("\n"));
        for (role, login) in &roles {
            let mut start = vec!["/", "/problems", "/figures", "/receipt", "/help/protection"];
            browser.forget().await?;
            if let Some((login, password)) = login {
                browser.log_in(login, password).await.with_context(|| role.clone())?;
                start.extend(["/todo", "/account", "/search", "/help/permissions"]);
            }
            let visited = browser.crawl(&start).await?;
            ensure!(visited.len() > start.len(), "{role} sees more than where the walk begins");
            eprintln!("{role}: {} kinds of pages", visited.len());
            for page in visited {
                // A visitor is asked to log in where a page wants it.
                let asked = login.is_none() && page.status == 401;
                if page.too_wide || (page.status >= 400 && !asked) {
                    let wide = if page.too_wide { ", too wide" } else { "" };
                    wrong.push(format!("{role}: {} (from {}): {}{wide}", page.path, page.from, page.status));
                }
            }
        }
        browser.stop().await?;
        program.stop().await?;
        ensure!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        Ok(())
    })
}
