//! Making deleted rows unfindable: not only invisible.

use std::time::{Duration, Instant};

use crate::db::{Db, Writes};
use crate::error::StoreError;
use crate::pg;
use crate::scan::is_name;
use crate::sqlite::{self, Work};
use crate::url::Address;

/// How long one try may hold up the writer.
const TRY: Duration = Duration::from_millis(100);

impl Db {
    /// After deleting what must not be found again.
    ///
    /// SQLite: overwriting on deletion is always on; here the write-ahead log, which still holds the old pages, is emptied.
    /// PostgreSQL: `VACUUM` of these tables once nobody sees the old rows any more. Optimise a full-text index before
    /// ([`crate::Tx::text_optimize`]).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when somebody kept reading for longer than [`crate::Options::forget_patience`]; try later.
    pub async fn forget(&self, tables: &[&'static str]) -> Result<(), StoreError> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let (db, tables) = (self.clone(), tables.to_vec());
        // It waits and blocks: on a thread of its own, so that neither the caller's runtime nor the writer waits with it.
        std::thread::Builder::new()
            .name("store-forget".to_owned())
            .spawn(move || drop(sender.send(db.forget_blocking(&tables))))
            .map_err(|error| StoreError::Other(format!("a thread for the database: {error}")))?;
        receiver.await.unwrap_or(Err(StoreError::Closed))
    }

    /// [`Db::forget`] for commands and tests: it blocks the thread.
    ///
    /// # Errors
    /// As [`Db::forget`].
    pub fn forget_blocking(&self, tables: &[&'static str]) -> Result<(), StoreError> {
        if let Some(wrong) = tables.iter().find(|table| !is_name(table)) {
            return Err(StoreError::Other(format!("{wrong} is not the name of a table")));
        }
        let deadline = Instant::now() + self.shared.options.forget_patience;
        match (&self.shared.writes, &self.url().0) {
            (Writes::None, _) => Err(StoreError::ReadOnly),
            (Writes::Sqlite(queue), _) => self.empty_log(queue, deadline),
            (Writes::Postgres(_), Address::Postgres { config, .. }) => {
                pg::off_runtime(|| vacuum(config, tables, deadline))
            }
            (Writes::Postgres(_), Address::Sqlite(_)) => Err(StoreError::Closed),
        }
    }

    fn empty_log(&self, queue: &crate::queue::Queue<Work>, deadline: Instant) -> Result<(), StoreError> {
        let busy_timeout = self.shared.options.busy_timeout;
        loop {
            // A reader that began before the deletion holds the log. Short tries, with the writer free in between.
            let emptied = self.maintain(queue, move |conn| {
                conn.busy_timeout(TRY).map_err(sqlite::error)?;
                let result = conn
                    .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0))
                    .map_err(sqlite::error);
                conn.busy_timeout(busy_timeout).map_err(sqlite::error)?;
                result.map(|busy| busy == 0)
            });
            match emptied {
                Ok(true) => return Ok(()),
                Ok(false) | Err(StoreError::Locked(_)) => {}
                Err(error) => return Err(error),
            }
            if Instant::now() >= deadline {
                return Err(StoreError::Busy(
                    "the write-ahead log still holds deleted rows: somebody kept reading; try again later".to_owned(),
                ));
            }
            std::thread::sleep(TRY / 4);
        }
    }
}

fn vacuum(config: &postgres::Config, tables: &[&'static str], deadline: Instant) -> Result<(), StoreError> {
    let mut session = pg::Session::new(config);
    let live = session.live()?;
    // Rows stay while any snapshot older than this moment is open, and VACUUM does not say so.
    let mut seen = true;
    let now: i64 = live.number("select pg_current_xact_id()::text::bigint", &[])?;
    while seen {
        // The full number of a transaction, cut to 32 bits as `backend_xmin` is; `age` compares them in a circle.
        let older = live.number(
            // A standby may hold rows for those who read there, by its connection or by its slot.
            "select count(*) from (
                select backend_xmin as seen from pg_stat_activity
                 where pid <> pg_backend_pid() and (datname = current_database() or backend_type = 'walsender')
                union all select xmin from pg_replication_slots) s
              where seen is not null and age(seen) > age(($1::bigint % 4294967296)::text::xid)",
            &[now],
        )?;
        seen = older > 0;
        if seen {
            if Instant::now() >= deadline {
                break;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
    }
    for table in tables {
        live.batch(&format!("vacuum (index_cleanup on) {table}"))?;
    }
    if seen {
        return Err(StoreError::Busy(
            "deleted rows are still there: somebody kept reading; try again later".to_owned(),
        ));
    }
    Ok(())
}
