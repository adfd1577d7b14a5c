//! One opinion from a phone to its result, in a real browser and through the pages alone.

#[path = "journey/closing.rs"]
mod closing;
#[path = "journey/plan.rs"]
mod plan;
#[path = "journey/vote.rs"]
mod vote;

use std::fs;

use anyhow::{Context, Result, ensure};
use browser::{Browser, Program, command};

const PASSWORD: &str = "long enough to be kept 2008";
const SAID: &str = "夜班食堂只剩凉菜，希望后半夜能吃上一口热的。";

/// People as an office's file has them.
const PEOPLE: &str = "\u{feff}姓名,工号,部门,类别,职务,领导职务
林岚,1003,总务部,员工,办公室主任,否
高业,1011,总务部,干部,总务部部长,是
郑年,1006,机关党委办公室,干部,分管领导,是
贺生,1022,总务部,员工,生活服务主管,否
江舟,2001,一车间,员工,操作工,否
尹平,1031,总务部,员工,会计,否
邹丽,1032,机关党委办公室,员工,干事,否
";

struct Journey {
    browser: Browser,
    folder: tempfile::TempDir,
}

#[test]
fn an_opinion_comes_back_as_a_result() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data").to_string_lossy().into_owned();
        let program = Program::start(&["serve", "--data", &data, "--clock", "2008-03-03T09:00"]).await?;
        let token = program.said.iter().find_map(|line| line.split("token: ").nth(1)).context("no set-up token")?;
        let journey = Journey { browser: Browser::start(&program.site).await?, folder };
        journey.set_up(token).await?;
        journey.organisation().await?;
        journey.roles().await?;
        let campaign = journey.campaign().await?;
        let (round, code) = journey.round().await?;
        let receipt = journey.speak(&code).await?;
        let merged = journey.sort(&round, &campaign).await?;
        let item = journey.item(&merged).await?;
        journey.plan(&campaign).await?;
        journey.carry_out(&item).await?;
        journey.close_out(&item).await?;
        journey.publish().await?;
        journey.result(&receipt).await?;

        // Reading commands work beside the server; the page and the command count alike.
        let figures = command(&["figures", "--json", "--data", &data]).await?;
        ensure!(figures.contains("\"raw\":1") && figures.contains("\"done\":1"), "{figures}");
        journey.evaluate(&campaign).await?;
        journey.end(&campaign).await?;
        journey.browser.stop().await?;
        program.stop().await?;
        command(&["audit", "verify", "--data", &data]).await?;
        Ok(())
    })
}

impl Journey {
    async fn set_up(&self, token: &str) -> Result<()> {
        let b = &self.browser;
        b.go("/setup").await?;
        for (field, value) in [
            ("token", token),
            ("name", "何明"),
            ("login", "admin"),
            ("password", PASSWORD),
            ("again", PASSWORD),
            ("secretary", "周远"),
        ] {
            b.fill(field, value).await?;
        }
        b.send_main().await?;
        let link = b.read("#code").await?;
        self.accept(&link, "shuji").await
    }

    /// Opens an invitation in a browser that knows nobody.
    async fn accept(&self, link: &str, login: &str) -> Result<()> {
        let b = &self.browser;
        b.forget().await?;
        let path = link.find("/invite/").and_then(|at| link.get(at..)).context("no invitation")?;
        b.go(path.trim()).await?;
        for (field, value) in [("login", login), ("password", PASSWORD), ("again", PASSWORD)] {
            b.fill(field, value).await?;
        }
        b.send_main().await
    }

    async fn log_in(&self, login: &str) -> Result<()> {
        self.browser.log_in(login, PASSWORD).await?;
        ensure!(!self.browser.path().await?.starts_with("/login"), "{login} cannot log in");
        Ok(())
    }

    async fn organisation(&self) -> Result<()> {
        let b = &self.browser;
        self.log_in("admin").await?;
        for (name, kind) in [("总务部", "department"), ("机关党委办公室", "department"), ("一车间", "grassroots")]
        {
            b.go("/units/new").await?;
            b.fill("name", name).await?;
            b.fill("kind", kind).await?;
            b.send_main().await?;
        }
        b.go("/lines/new").await?;
        b.fill("name", "总务管理").await?;
        b.choose("lead", "总务部").await?;
        b.send_main().await?;

        let bad = self.folder.path().join("bad.csv");
        fs::write(&bad, "姓名,部门\n谁,没有这个部门\n")?;
        b.go("/people/import").await?;
        b.fill("file", &bad.to_string_lossy()).await?;
        b.send("/people/import").await?;
        b.sees("没有这个部门").await?;

        let good = self.folder.path().join("people.csv");
        fs::write(&good, PEOPLE)?;
        b.go("/people/import").await?;
        b.fill("file", &good.to_string_lossy()).await?;
        b.send("/people/import").await?;
        b.follow("form[action^=\"/people/import/\"] button").await?;
        b.go("/people").await?;
        b.sees("贺生").await
    }

    async fn roles(&self) -> Result<()> {
        let b = &self.browser;
        for (name, login, role) in [
            ("林岚", "bangongshi", None),
            ("高业", "zongwu", Some("DH")),
            ("郑年", "lingdao", None),
            ("贺生", "zeren", None),
            ("尹平", "jianpiao", Some("TL")),
            ("邹丽", "jianpiao2", Some("TL")),
        ] {
            self.log_in("shuji").await?;
            b.go("/people").await?;
            b.press_words(name).await?;
            b.follow("a[href$=\"/roles\"]").await?;
            if let Some(role) = role {
                b.fill("role", role).await?;
                if role == "DH" {
                    b.choose("scope", "总务部").await?;
                }
                b.fill("from_on", "2008-03-03").await?;
                b.send("/roles").await?;
            }
            b.send("/invite").await?;
            let link = b.read("#code").await?;
            self.accept(&link, login).await?;
        }
        Ok(())
    }

    async fn campaign(&self) -> Result<String> {
        let b = &self.browser;
        self.log_in("shuji").await?;
        b.go("/campaigns/new").await?;
        for (field, value) in [
            ("slogan", "深入群众促和谐，凝心聚力促发展"),
            ("short_name", "双促"),
            ("host", "机关党委"),
            ("year", "2008"),
            ("starts_on", "2008-01-01"),
            ("ends_on", "2008-12-31"),
            ("template", "four_phases"),
        ] {
            b.fill(field, value).await?;
        }
        b.send_main().await?;
        let path = b.path().await?;
        let id = path.split('/').nth(2).context("the campaign's page")?.to_owned();
        for (name, duty) in [("周远", "leader"), ("林岚", "office")] {
            b.go(&format!("/campaigns/{id}/group")).await?;
            b.choose("person", name).await?;
            b.fill("duty", duty).await?;
            b.follow("form[method=\"post\"]:not(.inline) button").await?;
        }
        self.event(&id, "submit_plan").await?;
        self.event(&id, "approve").await?;
        for (field, value) in
            [("occasion", "机关党支部工作会议"), ("place", "三楼会议室"), ("held_on", "2008-03-03"), ("people", "46")]
        {
            b.press("details.more:has(form[action$=\"/mobilisations\"]):not([open]) > summary").await.ok();
            b.fill(field, value).await?;
        }
        b.send("/mobilisations").await?;
        self.event(&id, "mobilise").await?;
        Ok(id)
    }

    async fn event(&self, campaign: &str, code: &str) -> Result<()> {
        self.browser.go(&format!("/campaigns/{campaign}/admin")).await?;
        self.browser.follow(&format!("form:has(input[name=\"event\"][value=\"{code}\"]) button")).await
    }

    async fn round(&self) -> Result<(String, String)> {
        let b = &self.browser;
        self.log_in("bangongshi").await?;
        b.go("/rounds/new").await?;
        b.fill("name", "第一轮：按部室条线征求意见").await?;
        b.run("document.querySelectorAll('main input[type=checkbox]:not(:disabled):not(:checked)').forEach(c => c.click())")
            .await?;
        b.fill("opens_on", "2008-03-03").await?;
        b.fill("closes_on", "2008-03-21").await?;
        b.follow("button[name=\"go\"][value=\"open\"]").await?;
        let path = b.path().await?;
        let id = path.split(['/', '?']).nth(2).context("the round's page")?.to_owned();
        let link = b.attribute("a[href^=\"/r/\"]", "href").await?.context("no short link")?;
        let code = link.rsplit('/').next().context("no code")?.to_owned();
        b.go(&format!("/rounds/{id}/poster")).await?;
        ensure!(b.has("svg").await?, "the poster has its code");
        Ok((id, code))
    }

    /// On a phone, without a name.
    async fn speak(&self, code: &str) -> Result<String> {
        let b = &self.browser;
        b.forget().await?;
        b.size(390, 844).await?;
        b.go(&format!("/r/{code}")).await?;
        ensure!(!b.is_too_wide().await?, "the phone form scrolls sideways");
        b.fill("text", SAID).await?;
        b.run("document.querySelectorAll('fieldset .chips').forEach(g => g.querySelector('input').click())").await?;
        b.send(&format!("/r/{code}")).await?;
        let receipt: String = b.read("#code").await?.split_whitespace().collect();
        ensure!(receipt.len() >= 16, "{receipt}");
        self.look(&receipt).await?;
        b.sees("在投递箱中").await?;
        b.size(1280, 900).await?;
        Ok(receipt)
    }

    async fn look(&self, receipt: &str) -> Result<()> {
        let b = &self.browser;
        b.go("/receipt").await?;
        b.fill("code", receipt).await?;
        b.send("/receipt").await
    }

    /// Closing the round opens the box; the clerk gives the point its fate.
    async fn sort(&self, round: &str, campaign: &str) -> Result<String> {
        let b = &self.browser;
        self.log_in("bangongshi").await?;
        b.go(&format!("/rounds/{round}")).await?;
        b.send("/close").await?;
        b.go(&format!("/rounds/{round}/sort")).await?;
        b.sees(SAID).await?;
        if b.has("form[action$=\"/accept\"]").await? {
            let form = "form[action$=\"/accept\"]";
            if b.has(&format!("{form} select[name=\"line\"]")).await? {
                b.choose("line", "总务管理").await?;
                b.fill_in(form, "population", "grassroots").await?;
                b.fill_in(form, "subject", "department").await?;
            }
            b.fill_in(form, "kind", "suggestion").await?;
            b.fill_in(form, "category", "改善一线工作条件").await?;
            b.send("/accept").await?;
        }
        b.fill_in("#merge", "summary", "夜班职工吃不上热饭").await?;
        b.fill_in("#merge", "category", "改善一线工作条件").await?;
        b.follow("#merge .acts button").await?;
        b.go(&format!("/merged?campaign={campaign}")).await?;
        let href = b.attribute("main th a[href^=\"/merged/\"]", "href").await?.context("the merged item")?;
        b.go(&format!("/rounds/{round}")).await?;
        b.send("/finish").await?;
        self.log_in("shuji").await?;
        b.go(&href).await?;
        b.send("/confirm").await?;
        Ok(href.rsplit('/').next().context("its key")?.to_owned())
    }

    async fn item(&self, merged: &str) -> Result<String> {
        let b = &self.browser;
        self.log_in("bangongshi").await?;
        b.go(&format!("/items/new?merged={merged}")).await?;
        b.fill("kind", "time_limited").await?;
        for (field, value) in [
            ("requirement", "夜班职工能吃上热饭。"),
            ("due_on", "2008-05-30"),
            ("owner", "贺生"),
            ("lead_cadre", "郑年"),
        ] {
            b.fill(field, value).await?;
        }
        b.choose("lead_unit", "总务部").await?;
        b.follow("form[data-unsent] .acts button").await?;
        let path = b.path().await?;
        let id = path.split(['/', '?']).nth(2).context("the item's page")?.to_owned();
        let form = "form[action$=\"/measures\"]";
        b.fill_in(form, "measure", "食堂设夜班热餐窗口").await?;
        b.fill_in(form, "criterion", "窗口开设并公布时间").await?;
        b.send("/measures").await?;
        Ok(id)
    }

    async fn carry_out(&self, item: &str) -> Result<()> {
        let b = &self.browser;
        self.log_in("zeren").await?;
        b.go(&format!("/items/{item}")).await?;
        b.send("/start").await?;
        let done = "form[action$=\"/done\"]";
        b.press(&format!("details:has({done}):not([open]) > summary")).await.ok();
        b.fill_in(done, "result", "窗口已开设，供应到凌晨两点。").await?;
        b.send("/done").await?;
        let proof = self.folder.path().join("窗口时间表.txt");
        fs::write(&proof, "夜班热餐窗口：22:00 至 2:00。\n")?;
        b.fill_in("form[action$=\"/evidence\"]", "file", &proof.to_string_lossy()).await?;
        b.send("/evidence").await?;
        b.sees("窗口时间表").await
    }

    /// The owner applies; three others agree, one after the other.
    async fn close_out(&self, item: &str) -> Result<()> {
        let b = &self.browser;
        b.go(&format!("/items/{item}/close")).await?;
        b.run("document.querySelectorAll('input[name=proof]:not(:checked)').forEach(c => c.click())").await?;
        b.send("/close").await?;
        for login in ["zongwu", "lingdao", "shuji"] {
            self.log_in(login).await?;
            b.go(&format!("/items/{item}/review")).await?;
            b.fill("decision", "agree").await?;
            b.fill("opinion", "情况属实，同意。").await?;
            b.send("/review").await?;
        }
        b.go(&format!("/items/{item}")).await?;
        ensure!(b.has(".stamp").await?, "the item is struck off:\n{}", b.text().await?);
        Ok(())
    }

    async fn publish(&self) -> Result<()> {
        let b = &self.browser;
        self.log_in("bangongshi").await?;
        b.go("/publications/new").await?;
        b.fill("kind", "report_back").await?;
        b.fill("title", "意见办理情况通报").await?;
        b.send_main().await?;
        let path = b.path().await?;
        let id = path.split(['/', '?']).nth(2).context("the publication's page")?.to_owned();
        b.fill("reach", "public").await?;
        b.run("document.querySelectorAll('input[name=include]:not(:checked)').forEach(c => c.click())").await?;
        for (field, value) in [
            ("asked", "夜班能吃上热饭"),
            ("done", "食堂设了夜班热餐窗口，供应到凌晨两点"),
            ("proven", "窗口时间表"),
            ("remains", "没有遗留"),
        ] {
            b.fill(field, value).await?;
        }
        b.send("/save").await?;
        self.log_in("shuji").await?;
        b.go(&format!("/publications/{id}")).await?;
        if b.has("input[name=\"names\"]").await? {
            b.fill("names", "yes").await?;
        }
        b.send("/approve").await?;
        self.log_in("bangongshi").await?;
        b.go(&format!("/publications/{id}/open")).await?;
        b.fill("sure", "yes").await?;
        b.send_main().await
    }

    /// Whoever spoke comes back with nothing but the receipt.
    async fn result(&self, receipt: &str) -> Result<()> {
        let b = &self.browser;
        b.forget().await?;
        b.size(390, 844).await?;
        self.look(receipt).await?;
        b.sees(SAID).await?;
        b.sees("供应到凌晨两点").await?;
        ensure!(!b.is_too_wide().await?, "the result scrolls sideways");
        b.size(1280, 900).await?;
        self.log_in("bangongshi").await?;
        b.go("/figures").await?;
        b.sees("共征求到意见1条，归并为1条，其中已整改完成1条").await
    }
}
