//! The product as a program, and a real browser that walks through it.

mod crawl;
mod program;

pub use crawl::Visited;
pub use program::{Program, command};

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A Chromium of its own, with a profile that is gone afterwards.
pub struct Browser {
    driver: WebDriver,
    site: String,
    _process: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the driver on a free port and a browser, to walk through `site` (`http://127.0.0.1:…`).
    pub async fn start(site: &str) -> Result<Browser> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver (package chromium-driver)")?;
        let port = port_of(&mut process).await?;
        let profile = tempfile::tempdir()?;
        let mut wanted = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            // Chromium's own sandbox cannot be set up by root or inside a container.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--force-color-profile=srgb",
            "--lang=zh-CN",
        ] {
            wanted.add_arg(argument)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        // A second browser of the same process finds it installed.
        drop(rustls::crypto::ring::default_provider().install_default());
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        let browser = Browser { driver, site: site.to_owned(), _process: process, _profile: profile };
        browser.size(1280, 900).await?;
        Ok(browser)
    }

    /// Ends the browser.
    pub async fn stop(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    /// As wide as a phone (390) or a desk's screen (1280).
    pub async fn size(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Light or dark.
    pub async fn dark(&self, dark: bool) -> Result<()> {
        let value = if dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.devtools("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Forgets who is logged in.
    pub async fn forget(&self) -> Result<()> {
        Ok(self.driver.delete_all_cookies().await?)
    }

    /// Opens a page of the site; an address of the site is taken as it is.
    pub async fn go(&self, path: &str) -> Result<()> {
        let address = if path.contains("://") { path.to_owned() } else { format!("{}{path}", self.site) };
        Ok(self.driver.goto(address).await?)
    }

    /// The path of the page that is open, with its query.
    pub async fn path(&self) -> Result<String> {
        let url = self.driver.current_url().await?;
        Ok(match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        })
    }

    /// What the page says.
    pub async fn text(&self) -> Result<String> {
        Ok(self.driver.find(By::Tag("body")).await?.text().await?)
    }

    /// Fails with the whole page when it does not say this.
    pub async fn sees(&self, words: &str) -> Result<()> {
        let text = self.text().await?;
        if text.contains(words) {
            return Ok(());
        }
        bail!("{} does not say {words:?} but:\n{text}", self.path().await?)
    }

    /// The text of the first element that a selector finds.
    pub async fn read(&self, selector: &str) -> Result<String> {
        Ok(self.element(selector).await?.text().await?)
    }

    /// The value of an attribute of the first element that a selector finds.
    pub async fn attribute(&self, selector: &str, name: &str) -> Result<Option<String>> {
        Ok(self.element(selector).await?.attr(name).await?)
    }

    /// Whether a selector finds anything.
    pub async fn has(&self, selector: &str) -> Result<bool> {
        Ok(!self.driver.find_all(By::Css(selector)).await?.is_empty())
    }

    /// How many elements a selector finds.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        Ok(self.driver.find_all(By::Css(selector)).await?.len())
    }

    /// Fills a field by its name, whatever it is: a text, a list, a day, a file (its path).
    pub async fn fill(&self, name: &str, value: &str) -> Result<()> {
        self.fill_in("", name, value).await
    }

    /// The same inside the element that `within` finds, where a page has several forms.
    pub async fn fill_in(&self, within: &str, name: &str, value: &str) -> Result<()> {
        let field = self.element(&format!("{within} [name=\"{name}\"]:not([type=\"hidden\"])")).await?;
        match (field.tag_name().await?.as_str(), field.attr("type").await?.as_deref()) {
            ("select", _) => {
                let chosen = format!("{within} [name=\"{name}\"] option[value=\"{value}\"]");
                self.element(&chosen).await?.click().await?;
            }
            (_, Some("radio" | "checkbox")) => {
                let chosen = format!("{within} [name=\"{name}\"][value=\"{value}\"]");
                self.press(&chosen).await?;
            }
            (_, Some("file")) => field.send_keys(value).await?,
            // How a day is typed depends on the browser's language.
            (_, Some("date")) => {
                let script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'));";
                self.driver.execute(script, vec![field.to_json()?, json!(value)]).await?;
            }
            _ => {
                field.clear().await?;
                field.send_keys(value).await?;
            }
        }
        Ok(())
    }

    /// Chooses in a list by what it says.
    pub async fn choose(&self, name: &str, words: &str) -> Result<()> {
        let path = format!("//select[@name='{name}']//option[contains(normalize-space(.), '{words}')]");
        match self.driver.find(By::XPath(&path)).await {
            Ok(option) => Ok(option.click().await?),
            Err(_) => bail!("{} offers no {words:?} in {name}:\n{}", self.path().await?, self.text().await?),
        }
    }

    /// Presses the first element that a selector finds, from the page's own scripts where something lies over it.
    pub async fn press(&self, selector: &str) -> Result<()> {
        let element = self.element(selector).await?;
        element.scroll_into_view().await?;
        if element.click().await.is_err() {
            self.driver.execute("arguments[0].click();", vec![element.to_json()?]).await?;
        }
        Ok(())
    }

    /// Presses what leads to another page, and waits until that is there: a press returns at once, and whatever came next
    /// would overtake the answer.
    pub async fn follow(&self, selector: &str) -> Result<()> {
        self.run("window.stillHere = true;").await?;
        self.press(selector).await?;
        self.arrive().await
    }

    async fn arrive(&self) -> Result<()> {
        for _ in 0..400 {
            // While a page goes away there may be none to ask.
            let arrived = self.run("return !window.stillHere && document.readyState === 'complete';").await;
            if arrived.is_ok_and(|value| value.as_bool() == Some(true)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        bail!("{} was not left:\n{}", self.path().await?, self.text().await?)
    }

    /// Presses the button or link that says this and leads to another page.
    pub async fn press_words(&self, words: &str) -> Result<()> {
        self.run("window.stillHere = true;").await?;
        let path = format!("//*[self::button or self::a or self::summary][contains(normalize-space(.), '{words}')]");
        let found = self.driver.find(By::XPath(&path)).await;
        let Ok(element) = found else {
            bail!("{} has nothing to press that says {words:?}:\n{}", self.path().await?, self.text().await?)
        };
        element.scroll_into_view().await?;
        if element.click().await.is_err() {
            self.driver.execute("arguments[0].click();", vec![element.to_json()?]).await?;
        }
        self.arrive().await
    }

    /// Sends the form of the page that posts to an address ending so.
    pub async fn send(&self, action_ends: &str) -> Result<()> {
        self.follow(&format!("form[action$=\"{action_ends}\"] button:not([type=\"button\"])")).await
    }

    /// Sends the page's main form.
    pub async fn send_main(&self) -> Result<()> {
        self.follow("main form[method=\"post\"] button:not([type=\"button\"])").await
    }

    /// Logs in, from whatever page.
    pub async fn log_in(&self, login: &str, password: &str) -> Result<()> {
        self.forget().await?;
        self.go("/login").await?;
        self.fill("login", login).await?;
        self.fill("password", password).await?;
        self.send("/login").await
    }

    /// A picture of the whole page.
    pub async fn shot(&self, file: &Path) -> Result<()> {
        let answer =
            self.devtools("Page.captureScreenshot", json!({"format": "png", "captureBeyondViewport": true})).await?;
        let data = answer.get("data").and_then(Value::as_str).context("no picture came")?;
        let bytes = data_encoding::BASE64.decode(data.as_bytes())?;
        std::fs::write(file, bytes).with_context(|| file.display().to_string())
    }

    /// Whether the page is wider than the screen: it must never scroll sideways.
    pub async fn is_too_wide(&self) -> Result<bool> {
        let wide = self.run("return document.documentElement.scrollWidth > window.innerWidth;").await?;
        Ok(wide.as_bool().unwrap_or(true))
    }

    /// Runs a script in the page and returns its value.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, vec![]).await?.json().clone())
    }

    async fn element(&self, selector: &str) -> Result<WebElement> {
        match self.driver.find(By::Css(selector.trim())).await {
            Ok(element) => Ok(element),
            Err(_) => bail!("{} has no {selector}:\n{}", self.path().await?, self.text().await?),
        }
    }

    async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }
}

async fn port_of(process: &mut Child) -> Result<u16> {
    let out = process.stdout.take().context("no output of chromedriver")?;
    let mut lines = BufReader::new(out).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(port) = line.split("on port ").nth(1).filter(|_| line.contains("success")) {
            // Whoever stops reading stops the driver at a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(port.trim_end_matches('.').parse()?);
        }
    }
    bail!("chromedriver did not start")
}
