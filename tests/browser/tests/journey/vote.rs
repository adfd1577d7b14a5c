//! The secret vote: by phone, with a printed code and on paper, until dissatisfaction takes up a closed problem again.

use std::fs;

use anyhow::{Context, Result, ensure};
use browser::command;

use super::Journey;

/// The tellers' logins and passphrases.
const TELLERS: [(&str, &str); 2] =
    [("jianpiao", "first teller's own phrase"), ("jianpiao2", "second teller's own phrase")];

impl Journey {
    /// Everything from the draft to the published bulletin. Five of six are dissatisfied with what became of the problem.
    pub async fn evaluate(&self, campaign: &str) -> Result<()> {
        let b = &self.browser;
        let id = self.draft(campaign).await?;
        let page = format!("/evaluations/{id}");
        self.act("shuji", &page, "approve").await?;
        self.act("bangongshi", &page, "freeze").await?;
        b.choose("unit", "一车间").await?;
        b.send("/codes").await?;
        b.sees("江舟").await?;
        let printed = b.read("#code").await?;
        for (login, phrase) in TELLERS {
            self.log_in(login).await?;
            b.go(&page).await?;
            b.fill("passphrase", phrase).await?;
            b.fill("again", phrase).await?;
            b.send("/key").await?;
        }
        self.act("bangongshi", &page, "open").await?;

        for login in ["shuji", "zongwu", "lingdao", "zeren"] {
            self.log_in(login).await?;
            b.size(390, 844).await?;
            b.go(&page).await?;
            b.send("/collect").await?;
            self.cast().await?;
        }
        b.forget().await?;
        b.go("/vote/").await?;
        b.fill("code", &printed).await?;
        b.send("/vote/").await?;
        self.cast().await?;
        b.size(1280, 900).await?;
        self.log_in("bangongshi").await?;
        b.go(&page).await?;
        b.fill_in("form[action$=\"/paper\"]", "person", "何明").await?;
        b.follow("button[name=\"how\"][value=\"paper\"]").await?;

        self.act(TELLERS[0].0, &page, "close").await?;
        for (login, _) in TELLERS {
            self.log_in(login).await?;
            b.go(&page).await?;
            b.fill("sheet", "1").await?;
            b.run("document.querySelectorAll('select[name=answer]').forEach(s => s.value = 'S')").await?;
            b.send("/sheet").await?;
        }
        b.fill("first", TELLERS[0].1).await?;
        b.fill("second", TELLERS[1].1).await?;
        b.send("/count").await?;
        for (login, _) in TELLERS {
            self.act(login, &page, "confirm").await?;
        }
        self.act("bangongshi", &page, "publish").await?;

        // Anybody recounts what was published, without the server.
        self.log_in("zeren").await?;
        b.go(&page).await?;
        b.sees("16.67%").await?;
        let fetched = format!(
            "const r = new XMLHttpRequest(); r.open('GET', '{page}/bulletin.txt', false); r.send(); return r.responseText;"
        );
        let bulletin = b.run(&fetched).await?;
        let file = self.folder.path().join("bulletin.txt");
        fs::write(&file, bulletin.as_str().context("the bulletin")?)?;
        let said = command(&["evaluation", "verify", &file.to_string_lossy()]).await?;
        ensure!(said.contains("8 items, 6 ballots: the counts fit"), "{said}");

        self.log_in("bangongshi").await?;
        b.go("/figures").await?;
        b.sees("共征求到意见1条，归并为1条，其中已整改完成0条，正在整改1条").await
    }

    async fn draft(&self, campaign: &str) -> Result<String> {
        let b = &self.browser;
        self.log_in("bangongshi").await?;
        b.go(&format!("/evaluations/new?campaign={campaign}")).await?;
        b.fill("name", "年终满意度测评").await?;
        b.fill("closes_on", "2008-03-05").await?;
        b.fill("scope", "everyone").await?;
        b.choose("first_teller", "尹平").await?;
        b.choose("second_teller", "邹丽").await?;
        b.send("/evaluations/new").await?;
        let path = b.path().await?;
        Ok(path.split(['/', '?']).nth(2).context("the evaluation's page")?.to_owned())
    }

    async fn act(&self, login: &str, page: &str, verb: &str) -> Result<()> {
        self.log_in(login).await?;
        self.browser.go(page).await?;
        self.browser.send(&format!("/act/{verb}")).await
    }

    /// Satisfied with everything but the problem, which stands last.
    async fn cast(&self) -> Result<()> {
        let b = &self.browser;
        ensure!(!b.is_too_wide().await?, "the ballot scrolls sideways");
        for n in 1..=7 {
            b.fill(&format!("a{n}"), "S").await?;
        }
        b.fill("a8", "N").await?;
        b.fill("text", "热饭窗口又停了。").await?;
        b.send_main().await?;
        b.sees("已投票").await
    }
}
