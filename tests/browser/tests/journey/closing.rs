//! The end of a campaign: refused with a list, granted when everything on it is done, and the next one made from it.

use anyhow::{Context, Result, ensure};

use super::Journey;

impl Journey {
    /// Everything from the first refusal to the campaign of the next year.
    pub async fn end(&self, campaign: &str) -> Result<()> {
        let b = &self.browser;
        let page = format!("/campaigns/{campaign}/closing");
        self.log_in("shuji").await?;
        b.go(&page).await?;
        self.step("enter_closing").await?;
        b.sees("还不能通过").await?;
        b.sees("4 个阶段没有完成").await?;
        self.state("phases", "按上级部署，四个阶段合并为一次集中活动。").await?;
        self.step("enter_closing").await?;

        self.step("close").await?;
        for missing in ["1 个事项还没有完成", "总结还没有定稿", "清单还是空的"] {
            b.sees(missing).await?;
        }
        ensure!(b.has(".notice-error a[href=\"#summary\"]").await?, "the list leads to what is missing");

        self.log_in("bangongshi").await?;
        b.go(&page).await?;
        self.state("items_done", "热餐窗口由总务部继续办理，4 月底前完成，由机关党委办公室检查。").await?;
        self.mechanism(campaign).await?;
        let summary = self.summary(campaign).await?;
        self.log_in("shuji").await?;
        b.go(&summary).await?;
        b.send("/freeze").await?;
        b.sees("征求到意见1条，归并为1个问题").await?;
        ensure!(b.has(".seal-line .hash").await?, "the summary is laid down");

        b.go(&page).await?;
        self.step("close").await?;
        b.sees("已结束").await?;
        self.follow_up(&page).await
    }

    async fn step(&self, event: &str) -> Result<()> {
        self.browser.follow(&format!("form:has(input[name=\"event\"][value=\"{event}\"]) button")).await
    }

    async fn state(&self, check: &str, text: &str) -> Result<()> {
        let b = &self.browser;
        let held = format!("has(input[name=\"check\"][value=\"{check}\"])");
        let form = format!("form:{held}");
        b.press(&format!("details:{held}:not([open]) > summary")).await.ok();
        b.fill_in(&form, "statement", text).await?;
        b.follow(&format!("{form} button")).await?;
        b.sees(text).await
    }

    async fn mechanism(&self, campaign: &str) -> Result<()> {
        let b = &self.browser;
        b.go(&format!("/mechanisms?campaign={campaign}")).await?;
        b.fill("kind", "review").await?;
        for (field, value) in [
            ("title", "每季度检查夜班供餐"),
            ("text", "总务部每季度末到现场看一次，结果报机关党委办公室。"),
            ("owner", "贺生"),
            ("starts_on", "2008-03-03"),
            ("every_months", "3"),
        ] {
            b.fill(field, value).await?;
        }
        b.choose("unit", "总务部").await?;
        b.choose("problem", "夜班职工吃不上热饭").await?;
        b.send("/mechanisms").await?;
        b.sees("每季度检查夜班供餐").await
    }

    async fn summary(&self, campaign: &str) -> Result<String> {
        let b = &self.browser;
        b.go(&format!("/summaries?campaign={campaign}")).await?;
        b.send("/summaries").await?;
        let path = b.path().await?;
        for (block, text) in [
            ("achievements", "征求到意见{意见条数}条，归并为{问题个数}个问题。"),
            ("experience", "先听意见，再定措施。"),
            ("problems", "热餐窗口不稳定。"),
            ("shortcomings", "征求意见的面还不够宽，下一步扩大到各班组。"),
        ] {
            b.fill(block, text).await?;
        }
        b.follow("form[data-unsent] .acts button").await?;
        Ok(format!("/summaries/{}", path.split('/').nth(2).context("the summary's page")?))
    }

    /// The next campaign has the phases of this one.
    async fn follow_up(&self, page: &str) -> Result<()> {
        let b = &self.browser;
        b.go(page).await?;
        b.follow("a[href^=\"/campaigns/new?from=\"]").await?;
        b.fill("short_name", "双促2009").await?;
        b.send_main().await?;
        for words in ["双促2009", "2009", "学习动员", "周远"] {
            b.sees(words).await?;
        }
        Ok(())
    }
}
