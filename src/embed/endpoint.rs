//! A service that speaks the embeddings interface of OpenAI: `POST …/embeddings {"model","input":[…]}`.

use std::time::Duration;

use merge::{EmbedError, Embedder};
use serde::{Deserialize, Serialize};

/// The longest wait for one batch.
const PATIENCE: Duration = Duration::from_secs(120);
/// The largest answer that is read.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Characters of a text that are sent; models read no more.
const LONGEST: usize = 512;

/// The service.
pub struct Endpoint {
    agent: ureq::Agent,
    url: String,
    model: String,
    key: Option<String>,
}

#[derive(Serialize)]
struct Asked<'a> {
    model: &'a str,
    input: Vec<String>,
    encoding_format: &'static str,
}

#[derive(Deserialize)]
struct Answered {
    data: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    index: usize,
    embedding: Vec<f32>,
}

impl Endpoint {
    /// A service by its address. It follows no redirection and uses no proxy: texts go to the address given or nowhere.
    ///
    /// # Errors
    /// The address is not one of `http://`.
    pub fn new(url: &str, model: &str, key: Option<&str>) -> Result<Endpoint, EmbedError> {
        if !url.starts_with("http://") {
            return Err(EmbedError(format!(
                "{url}: only http:// can be asked; put a gateway of your own before a service elsewhere"
            )));
        }
        let base = url.trim_end_matches('/');
        let url = if base.ends_with("/embeddings") { base.to_owned() } else { format!("{base}/embeddings") };
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .proxy(None)
            .build()
            .new_agent();
        Ok(Endpoint { agent, url, model: model.to_owned(), key: key.map(str::to_owned) })
    }

    fn ask(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, String> {
        let input = texts.iter().map(|text| text.chars().take(LONGEST).collect()).collect();
        let asked = Asked { model: &self.model, input, encoding_format: "float" };
        let body = serde_json::to_vec(&asked).map_err(|e| e.to_string())?;
        let mut post = self.agent.post(&self.url).header("content-type", "application/json");
        if let Some(key) = &self.key {
            post = post.header("authorization", format!("Bearer {key}"));
        }
        let mut answer = post.send(body.as_slice()).map_err(|e| e.to_string())?;
        let bytes = answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|e| e.to_string())?;
        let mut answered: Answered = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
        answered.data.sort_by_key(|one| one.index);
        if answered.data.iter().enumerate().any(|(at, one)| at != one.index) {
            return Err("the vectors are not numbered from 0".to_owned());
        }
        Ok(answered.data.into_iter().map(|one| one.embedding).collect())
    }
}

impl Embedder for Endpoint {
    fn name(&self) -> String {
        self.model.clone()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        self.ask(texts).map_err(|why| EmbedError(format!("{}: {why}", self.url)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;

    /// Answers once, and hands back what was asked.
    fn once(status: &'static str, body: &'static str) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some((name, value)) = line.split_once(':')
                    && name.eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
                head.push_str(&line);
            }
            let mut asked = vec![0; length];
            reader.read_exact(&mut asked).unwrap();
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
                .unwrap();
            head + &String::from_utf8(asked).unwrap()
        });
        (url, served)
    }

    #[test]
    fn vectors_come_back_in_the_order_of_the_texts() {
        let (url, served) = once(
            "200 OK",
            r#"{"data":[{"index":1,"embedding":[0.0,1.0]},{"index":0,"embedding":[1.0,0.5]}],"model":"m"}"#,
        );
        let endpoint = Endpoint::new(&url, "m", Some("secret")).unwrap();
        assert_eq!(endpoint.embed(&["one", "two"]).unwrap(), [[1.0, 0.5], [0.0, 1.0]]);
        let asked = served.join().unwrap();
        assert!(asked.starts_with("POST /v1/embeddings ") && asked.contains("Bearer secret"), "{asked}");
        assert!(asked.contains(r#""input":["one","two"]"#), "{asked}");
    }

    #[test]
    fn a_service_that_fails_is_said_to() {
        let (url, served) = once("500 Internal Server Error", "{}");
        assert!(Endpoint::new(&url, "m", None).unwrap().embed(&["one"]).is_err());
        served.join().unwrap();
        let (url, served) = once("200 OK", r#"{"data":[{"index":4,"embedding":[1.0]}]}"#);
        assert!(Endpoint::new(&url, "m", None).unwrap().embed(&["one"]).is_err());
        served.join().unwrap();
        assert!(Endpoint::new("ftp://x", "m", None).is_err());
    }
}
