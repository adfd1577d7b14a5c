//! Files in an S3-compatible store. Which one, and with which rights, is set by the same variables as for other tools:
//! `AWS_ENDPOINT_URL` (plain `http://` inside an isolated network), `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
//! and whatever else begins with `AWS_`.

use std::future::Future;
use std::io;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ClientOptions, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use tokio::runtime::Runtime;

use super::is_hash;

/// Bigger files go up in parts of this size (all but the last must have at least 5 MiB), one after the other: beside the
/// content itself no more than one part is in memory.
const PART: usize = 8 * 1024 * 1024;

/// How long one question may take, and all attempts at it.
const ONCE: Duration = Duration::from_secs(30);
const ALL_TRIES: Duration = Duration::from_secs(60);

pub(super) struct Remote {
    store: AmazonS3,
    prefix: Path,
    place: String,
    /// Its own, so that files can be asked for on any thread, also on those of the database.
    runtime: Option<Runtime>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.place)
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // Waiting for its end is not allowed on a thread of another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Remote {
    pub(super) fn open(bucket: &str, prefix: &str, variable: impl Fn(&str) -> Option<String>) -> io::Result<Remote> {
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            if variable(name).is_none_or(|value| value.is_empty()) {
                // The library would ask the machine's cloud for them, which an isolated network has not got.
                return Err(io::Error::other(format!("files in s3://{bucket} need the variable {name}")));
            }
        }
        let endpoint =
            ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"].iter().find_map(|name| variable(name));
        let plain = endpoint.is_some_and(|endpoint| endpoint.starts_with("http://"));
        // One cryptography for everything. An error says that it was chosen before.
        drop(rustls::crypto::ring::default_provider().install_default());
        let options = ClientOptions::new().with_allow_http(plain).with_timeout(ONCE);
        let retry = RetryConfig { max_retries: 5, retry_timeout: ALL_TRIES, ..RetryConfig::default() };
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_client_options(options)
            .with_retry(retry)
            .build()
            .map_err(|error| told(&error))?;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("files").enable_all().build()?;
        let place = format!("s3://{bucket}/{prefix}");
        Ok(Remote { store, prefix: Path::from(prefix), place, runtime: Some(runtime) })
    }

    pub(super) fn put(&self, hash: &str, content: &[u8]) -> io::Result<()> {
        let (store, name) = (self.store.clone(), self.name(hash));
        if content.len() <= PART {
            let payload = PutPayload::from(Bytes::copy_from_slice(content));
            return self.wait(async move { store.put(&name, payload).await.map(drop) });
        }
        let mut upload = self.wait(async move { store.put_multipart(&name).await })?;
        for part in content.chunks(PART) {
            let sending = upload.put_part(PutPayload::from(Bytes::copy_from_slice(part)));
            if let Err(failed) = self.wait(sending) {
                self.abort(upload);
                return Err(failed);
            }
        }
        self.wait(async move { upload.complete().await.map(drop) })
    }

    /// Parts of a file that was never finished lie there and cost room.
    fn abort(&self, mut upload: Box<dyn MultipartUpload>) {
        if let Err(error) = self.wait(async move { upload.abort().await }) {
            tracing::warn!(%error, "an upload that broke off could not be taken back; the store's own rules may do so");
        }
    }

    pub(super) fn get(&self, hash: &str) -> io::Result<Vec<u8>> {
        let (store, name) = (self.store.clone(), self.name(hash));
        self.wait(async move { store.get(&name).await?.bytes().await }).map(Vec::from)
    }

    pub(super) fn older_than(&self, age: Duration) -> io::Result<Vec<String>> {
        let latest = if age.is_zero() { None } else { Some(self.now()?.saturating_sub(age.as_secs().cast_signed())) };
        let (store, prefix) = (self.store.clone(), self.prefix.clone());
        self.wait(async move {
            let named = store.list(Some(&prefix)).try_filter_map(move |file| {
                let old = latest.is_none_or(|latest| file.last_modified.timestamp() <= latest);
                let name = file.location.filename().filter(|name| old && is_hash(name)).map(str::to_owned);
                std::future::ready(Ok(name))
            });
            named.try_collect().await
        })
    }

    pub(super) fn remove(&self, hash: &str) -> io::Result<()> {
        self.delete(self.name(hash))
    }

    fn delete(&self, name: Path) -> io::Result<()> {
        let store = self.store.clone();
        match self.wait(async move { store.delete(&name).await }) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// The time by the clock that dates the files, in seconds.
    pub(super) fn now(&self) -> io::Result<i64> {
        let (store, name) = (self.store.clone(), self.prefix.clone().join(format!("{}.part", crate::random::secret())));
        let draft = name.clone();
        let now = self.wait(async move {
            store.put(&draft, PutPayload::from_static(b"now")).await?;
            store.head(&draft).await.map(|file| file.last_modified.timestamp())
        });
        self.delete(name)?;
        now
    }

    fn name(&self, hash: &str) -> Path {
        self.prefix.clone().join(hash.get(..2).unwrap_or("00")).join(hash)
    }

    fn wait<T: Send + 'static>(
        &self,
        asked: impl Future<Output = object_store::Result<T>> + Send + 'static,
    ) -> io::Result<T> {
        let runtime = self.runtime.as_ref().ok_or_else(|| io::Error::other("the files are closed"))?;
        let (sender, receiver) = sync_channel(1);
        drop(runtime.spawn(async move { drop(sender.send(asked.await)) }));
        match receiver.recv() {
            Ok(answer) => answer.map_err(|error| told(&error)),
            Err(_) => Err(io::Error::other("the question about a file was broken off")),
        }
    }
}

fn told(error: &object_store::Error) -> io::Error {
    match error {
        object_store::Error::NotFound { .. } => io::Error::new(io::ErrorKind::NotFound, "there is no such file"),
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            io::Error::new(io::ErrorKind::PermissionDenied, "the store of files refuses the key of the AWS_… variables")
        }
        other => io::Error::other(format!("the store of files: {other}")),
    }
}
