//! The rectification plan: submitted, approved, published, commented on with a name and without, disposed of, laid down.

use anyhow::{Context, Result, ensure};

use super::Journey;

impl Journey {
    /// From the draft to the final text; the item that it holds is approved with it.
    pub async fn plan(&self, campaign: &str) -> Result<()> {
        let b = &self.browser;
        self.log_in("bangongshi").await?;
        b.go(&format!("/plans?campaign={campaign}")).await?;
        b.fill("title", "整改方案").await?;
        b.send("/plans").await?;
        let path = b.path().await?;
        let id = path.split('/').nth(2).context("the plan's page")?.to_owned();
        for (field, text) in [
            ("preface", "根据征求到的意见，制定本方案。"),
            ("general", "按期完成，让职工看得见。"),
            ("safeguards", "由机关党委办公室按月检查。"),
        ] {
            b.fill(field, text).await?;
        }
        b.follow("form[data-unsent] .acts button").await?;
        let plan = format!("/plans/{id}");
        b.go(&plan).await?;
        b.send("/submit").await?;
        ensure!(!b.has("form[action$=\"/submit\"]").await?, "the plan was not submitted:\n{}", b.text().await?);
        self.log_in("shuji").await?;
        b.go(&plan).await?;
        b.send("/approve").await?;
        b.sees("夜班职工能吃上热饭。").await?;

        self.log_in("bangongshi").await?;
        b.go(&plan).await?;
        b.send("/publish").await?;
        let path = b.path().await?;
        let publication = format!("/publications/{}", path.split(['/', '?']).nth(2).context("the publication")?);
        b.fill("reach", "public").await?;
        b.fill("closes_on", "2008-03-17").await?;
        b.send("/save").await?;
        self.log_in("shuji").await?;
        b.go(&publication).await?;
        if b.has("input[name=\"names\"]").await? {
            b.fill("names", "yes").await?;
        }
        b.send("/approve").await?;
        self.log_in("bangongshi").await?;
        b.go(&format!("{publication}/open")).await?;
        b.fill("sure", "yes").await?;
        b.send_main().await?;
        self.comments(&publication).await?;

        self.log_in("shuji").await?;
        b.go(&plan).await?;
        b.send("/finalise").await?;
        ensure!(b.has(".seal-line .hash").await?, "the plan is laid down:\n{}", b.text().await?);
        Ok(())
    }

    /// Two say something about it; each gets a disposition.
    async fn comments(&self, publication: &str) -> Result<()> {
        let b = &self.browser;
        self.log_in("zeren").await?;
        b.go(&format!("{publication}/comment")).await?;
        b.fill("text", "时限能不能提前一周？").await?;
        b.follow("form[data-unsent] button:not([type=\"button\"])").await?;
        b.go(publication).await?;
        let form = b.attribute("a[href^=\"/c/\"]", "href").await?.context("no anonymous form")?;
        b.forget().await?;
        b.size(390, 844).await?;
        b.go(&form).await?;
        ensure!(!b.is_too_wide().await?, "the form of a comment scrolls sideways");
        b.fill("text", "窗口要写明价格。").await?;
        b.send(&form).await?;
        b.size(1280, 900).await?;

        self.log_in("bangongshi").await?;
        b.go(publication).await?;
        b.send("/close").await?;
        for disposition in ["adopted", "partly"] {
            b.go(&format!("{publication}/comments?waiting=1")).await?;
            let form = "form[action*=\"/comments/\"]";
            b.fill_in(form, "disposition", disposition).await?;
            b.fill_in(form, "answer", "已写进方案。").await?;
            b.follow(&format!("{form} button:not([type=\"button\"])")).await?;
        }
        b.go(&format!("{publication}/comments")).await?;
        b.sees("窗口要写明价格。").await?;
        b.send("/dispose").await
    }
}
