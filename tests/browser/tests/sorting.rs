//! Two clerks sort two hundred real messages at the same time, through the pages and by keys alone. The messages are read
//! where they lie beside the checkout and never copied into it; without them the test says so and is skipped.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use browser::{Browser, Program, command};

/// Messages that are sorted.
const MESSAGES: usize = 200;

fn messages() -> Option<String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/merge/data/other/zh_citizen_unlabelled.jsonl");
    let read = std::fs::read_to_string(path).ok();
    if read.is_none() {
        eprintln!("!!! the real messages are not here: this test was skipped !!!");
    }
    Some(read?.lines().filter(|line| !line.is_empty()).take(MESSAGES).map(|line| format!("{line}\n")).collect())
}

/// A clerk with a browser of his own.
struct Clerk {
    b: Browser,
    round: String,
    campaign: String,
}

#[test]
fn two_clerks_sort_two_hundred_messages() -> Result<()> {
    let Some(messages) = messages() else { return Ok(()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("demo").to_string_lossy().into_owned();
        let file = folder.path().join("letters.jsonl");
        std::fs::write(&file, &messages)?;
        let program = Program::start(&["demo", "--data", &data]).await?;
        let office: Vec<(String, String)> = program
            .said
            .iter()
            .filter_map(|line| match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["WG", login, password] => Some(((*login).to_owned(), (*password).to_owned())),
                _ => None,
            })
            .collect();
        let [first, second] = office.as_slice() else { bail!("the demonstration has two clerks") };
        let mut one = Clerk { b: Browser::start(&program.site).await?, round: String::new(), campaign: String::new() };
        one.b.log_in(&first.0, &first.1).await?;
        one.open_round().await?;
        one.import(&file.to_string_lossy()).await?;
        one.suggest().await?;
        let two =
            Clerk { b: Browser::start(&program.site).await?, round: one.round.clone(), campaign: one.campaign.clone() };
        two.b.log_in(&second.0, &second.1).await?;

        let began = Instant::now();
        one.accepts_and_renames().await?;
        two.comes_too_late(&one).await?;
        one.keeps_apart_and_undoes().await?;
        two.puts_aside_and_takes_up().await?;
        one.splits_and_moves().await?;
        one.ledger().await?;
        one.on_a_phone().await?;
        let groups = one.accept_the_rest(&two).await?;
        one.declines(&two, "超出本单位职权，已告知来信人向属地反映。").await?;
        let single = one.the_singles(&two).await?;
        eprintln!("{groups} further groups and {single} single messages in {} s", began.elapsed().as_secs());

        one.nothing_is_lost().await?;
        one.b.stop().await?;
        two.b.stop().await?;
        program.stop().await?;
        command(&["audit", "verify", "--data", &data]).await?;
        Ok(())
    })
}

impl Clerk {
    async fn open_round(&mut self) -> Result<()> {
        let b = &self.b;
        b.go("/rounds/new").await?;
        b.fill("name", "来信整理").await?;
        // One line, one population, one subject, one kind: what comes in has all that sorting needs.
        b.run(
            "for (const name of ['lines', 'populations', 'subjects', 'kinds']) { const all = [...document.querySelectorAll(
               `main input[name=${name}]`)]; all.forEach((box, at) => { if (box.checked !== (at === (name === 'subjects' ? 1 : 0))) box.click(); }); }",
        )
        .await?;
        b.fill("opens_on", "2008-07-08").await?;
        b.fill("closes_on", "2008-07-31").await?;
        b.follow("button[name=\"go\"][value=\"open\"]").await?;
        let path = b.path().await?;
        self.round = path.split(['/', '?']).nth(2).context("the round's page")?.to_owned();
        Ok(())
    }

    async fn import(&mut self, file: &str) -> Result<()> {
        let b = &self.b;
        b.go(&format!("/rounds/{}/import", self.round)).await?;
        b.fill("file", file).await?;
        b.follow("button[name=\"go\"][value=\"import\"]").await?;
        b.go(&format!("/rounds/{}/sort", self.round)).await?;
        b.sees(&format!("{MESSAGES} 条 · 已有去向 0 · 还剩 {MESSAGES}")).await?;
        let href = b.attribute("a[href^=\"/merging/steps\"]", "href").await?.context("the ledger")?;
        self.campaign = href.split("campaign=").nth(1).context("the campaign")?.to_owned();
        Ok(())
    }

    fn groups(&self) -> String {
        format!("/rounds/{}/suggested", self.round)
    }

    /// Asks for suggestions and waits until the job has computed them.
    async fn suggest(&self) -> Result<()> {
        let b = &self.b;
        b.go(&self.groups()).await?;
        b.fill("level", "broad").await?;
        b.send("/suggested").await?;
        for _ in 0..120 {
            b.go(&self.groups()).await?;
            if b.count("a.clip").await? > 5 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        bail!("no suggestions came:\n{}", b.text().await?)
    }

    /// Presses a key on the page, as somebody who types nowhere.
    async fn key(&self, key: &str) -> Result<()> {
        let script = "document.activeElement && document.activeElement.blur();
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'KEY', bubbles: true, cancelable: true }));";
        self.leave_by(&script.replace("KEY", key)).await.with_context(|| format!("key {key}"))
    }

    /// Runs a script that leads to another page, and waits until that is there.
    async fn leave_by(&self, script: &str) -> Result<()> {
        self.b.run(&format!("window.stillHere = true; {script}")).await?;
        for _ in 0..400 {
            let arrived = self.b.run("return !window.stillHere && document.readyState === 'complete';").await;
            if arrived.is_ok_and(|value| value.as_bool() == Some(true)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        bail!("{} was not left:\n{}", self.b.path().await?, self.b.text().await?)
    }

    /// Opens the n-th suggested group.
    async fn open(&self, n: usize) -> Result<String> {
        self.b.go(&self.groups()).await?;
        self.key(&n.to_string()).await?;
        self.b.path().await
    }

    async fn name(&self, summary: &str) -> Result<()> {
        self.b.fill("summary", summary).await?;
        self.b.fill("category", "来信").await
    }

    async fn accepts_and_renames(&self) -> Result<()> {
        let b = &self.b;
        self.open(1).await?;
        ensure!(b.has("figure.verbatim mark").await? && b.has("p.why").await?, "originals with marks and reasons");
        self.name("第一个问题").await?;
        self.key("Enter").await?;
        b.sees("已建新问题并归入").await?;
        self.key("z").await?;
        b.sees("已撤销").await?;
        self.open(1).await?;
        self.name("第一个问题").await?;
        self.key("Enter").await?;
        self.item("第一个问题").await?;
        b.press("details:has(form[action$=\"/edit\"]) > summary").await?;
        b.fill_in("form[action$=\"/edit\"]", "summary", "第一个问题，换一种说法").await?;
        b.send("/edit").await?;
        b.sees("改了“第一个问题，换一种说法”的概括，原为“第一个问题”").await
    }

    /// Opens the page of a problem.
    async fn item(&self, summary: &str) -> Result<()> {
        self.b.go(&format!("/merged?campaign={}&state=draft", self.campaign)).await?;
        self.b.press_words(summary).await
    }

    /// Both look at the same group; the first one is quicker.
    async fn comes_too_late(&self, quicker: &Clerk) -> Result<()> {
        let (b, group) = (&self.b, self.open(1).await?);
        quicker.b.go(&group).await?;
        quicker.name("先到的人写的").await?;
        self.name("后到的人想了很久才写好的概括").await?;
        b.fill("reason", "都在说同一条路").await?;
        quicker.key("Enter").await?;
        self.key("Enter").await?;
        for words in ["在您看的时候，别人做了这些", "建了“先到的人写的”", "您写的还在", "都在说同一条路"]
        {
            b.sees(words).await?;
        }
        let kept = b.run("return document.querySelector('#ks').value;").await?;
        ensure!(kept.as_str() == Some("后到的人想了很久才写好的概括"), "what he typed is kept: {kept}");
        b.send("/edit").await?;
        b.sees("后到的人想了很久才写好的概括").await
    }

    async fn keeps_apart_and_undoes(&self) -> Result<()> {
        let b = &self.b;
        self.open(1).await?;
        // Only the first one stays ticked.
        b.run("document.querySelectorAll('input[name=points]').forEach((box, at) => { box.checked = at === 0; });")
            .await?;
        self.key("x").await?;
        b.sees("已记下：以后永不归在一起").await?;
        self.key("z").await?;
        b.sees("已撤销").await?;
        b.go(&format!("/merging/decisions?campaign={}", self.campaign)).await?;
        b.sees("已收回").await
    }

    async fn puts_aside_and_takes_up(&self) -> Result<()> {
        let b = &self.b;
        let (group, before) = (self.open(1).await?, self.list().await?);
        b.go(&group).await?;
        self.key("l").await?;
        b.sees("已放到一边").await?;
        ensure!(self.list().await? + 1 == before || before > 19, "it left the list");
        b.go(&format!("{}?aside=yes", self.groups())).await?;
        ensure!(b.has(&format!("a[href=\"{group}\"]")).await?, "it lies aside");
        self.key("z").await?;
        b.go(&format!("{}?aside=yes", self.groups())).await?;
        ensure!(!b.has("a.clip").await?, "taken up again");
        Ok(())
    }

    /// Groups in the list.
    async fn list(&self) -> Result<usize> {
        self.b.go(&self.groups()).await?;
        self.b.count("a.clip").await
    }

    /// Part of a problem becomes another one, goes back by undo, and moves for good.
    async fn splits_and_moves(&self) -> Result<()> {
        let b = &self.b;
        self.item("后到的人").await?;
        let pick = "document.querySelector('input[name=points][form=split]').click();
            document.querySelector('details:has(#split)').open = true;";
        b.run(pick).await?;
        b.fill_in("#split", "reason", "说的是另一件事").await?;
        b.fill_in("#split", "summary", "另一件事").await?;
        b.send("/split").await?;
        b.sees("已分成两个问题").await?;
        self.key("z").await?;
        b.sees("已撤销").await?;
        b.run(pick).await?;
        b.fill_in("#split", "reason", "该归到第一个问题").await?;
        b.choose("into", "第一个问题").await?;
        b.follow("button[formaction$=\"/move\"]").await?;
        b.sees("移到“第一个问题").await
    }

    async fn ledger(&self) -> Result<()> {
        let b = &self.b;
        b.go(&format!("/merging/steps?campaign={}", self.campaign)).await?;
        for words in ["已撤销", "该归到第一个问题", "收回了一个决定（永不归在一起）", "收回了一个决定（放到一边）"]
        {
            b.sees(words).await?;
        }
        Ok(())
    }

    /// The workbench stays within a phone's screen.
    async fn on_a_phone(&self) -> Result<()> {
        let b = &self.b;
        b.size(390, 844).await?;
        let campaign = &self.campaign;
        let first = b.attribute("a[href^=\"/merged/\"]", "href").await?.context("a problem in the ledger")?;
        b.go(&self.groups()).await?;
        let group = b.attribute("a.clip", "href").await?.context("a group")?;
        for (name, page) in [
            ("groups", self.groups()),
            ("group", group),
            ("bench", format!("/rounds/{}/sort", self.round)),
            ("item", first),
            ("steps", format!("/merging/steps?campaign={campaign}")),
            ("decisions", format!("/merging/decisions?campaign={campaign}")),
            ("coverage", format!("/merging/coverage?campaign={campaign}")),
            ("matrix", format!("/merging/matrix?campaign={campaign}")),
            ("proposals", format!("/merging/proposals?campaign={campaign}")),
            ("list", format!("/merged?campaign={campaign}")),
        ] {
            b.size(390, 844).await?;
            b.go(&page).await?;
            ensure!(!b.is_too_wide().await?, "{page} scrolls sideways on a phone");
            // To look at, where somebody asks for pictures; real messages stand on them, so they stay out of the project.
            if let Some(folder) = std::env::var_os("SHUANGCU_PICTURES") {
                b.shot(&Path::new(&folder).join(format!("{name}-390.png"))).await?;
                b.size(1280, 900).await?;
                b.go(&page).await?;
                b.shot(&Path::new(&folder).join(format!("{name}-1280.png"))).await?;
            }
        }
        b.size(1280, 900).await
    }

    /// Both take what is suggested as it is, in turn, until nothing is.
    async fn accept_the_rest(&self, other: &Clerk) -> Result<usize> {
        for taken in 0..MESSAGES {
            let clerk = if taken % 2 == 0 { self } else { other };
            if clerk.list().await? == 0 {
                return Ok(taken);
            }
            clerk.key("1").await?;
            clerk.b.fill("category", "来信").await?;
            clerk.key("Enter").await?;
            ensure!(clerk.b.path().await?.contains("done="), "refused:\n{}", clerk.b.text().await?);
        }
        bail!("the suggestions have no end")
    }

    /// One message is set aside with a reason, which a second reader agrees to.
    async fn declines(&self, second: &Clerk, reason: &str) -> Result<()> {
        let b = &self.b;
        b.go(&format!("/rounds/{}/sort", self.round)).await?;
        let point = b.attribute("figcaption a[href^=\"/points/\"]", "href").await?.context("a single message")?;
        b.press("details:has(form[action$=\"/decline\"]) > summary").await?;
        b.fill_in("form[action$=\"/decline\"]", "reason", reason).await?;
        b.send("/decline").await?;
        second.b.go(&point).await?;
        second.b.follow("form[action$=\"/confirm\"] button, button[formaction$=\"/confirm\"]").await?;
        second.b.sees(reason).await
    }

    /// What stands alone goes into one problem, by both in turn.
    async fn the_singles(&self, other: &Clerk) -> Result<usize> {
        self.b.go(&format!("/rounds/{}/sort", self.round)).await?;
        self.b.fill_in("#merge", "summary", "其他零散来信").await?;
        self.b.fill_in("#merge", "category", "来信").await?;
        self.b.follow("#merge .acts button").await?;
        for n in 1..=MESSAGES {
            let clerk = if n % 2 == 0 { self } else { other };
            clerk.b.go(&format!("/rounds/{}/sort", clerk.round)).await?;
            if !clerk.b.has("#merge").await? {
                return Ok(n);
            }
            let into = "[...document.querySelectorAll('button[name=into]')].find(b => b.textContent.includes('其他零散来信')).click();";
            clerk.leave_by(into).await?;
        }
        bail!("the messages have no end")
    }

    async fn nothing_is_lost(&self) -> Result<()> {
        let b = &self.b;
        b.go(&format!("/rounds/{}/sort", self.round)).await?;
        b.sees(&format!("{MESSAGES} 条 · 已有去向 {MESSAGES} · 还剩 0")).await?;
        b.sees("遗漏 0 条").await?;
        b.go(&format!("/merging/coverage?campaign={}", self.campaign)).await?;
        b.sees("遗漏 0 条").await?;
        b.go(&format!("/rounds/{}", self.round)).await?;
        b.send("/close").await?;
        b.go(&format!("/rounds/{}", self.round)).await?;
        b.send("/finish").await?;
        b.sees("来信整理").await
    }
}
