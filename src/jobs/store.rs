//! Jobs and leases in the database.

use store::statements;

statements! {
    /// Takes a lease that is free, over, one's own, or held until later than anybody could have taken it: then the clock has
    /// been set back since.
    pub TAKE_LEASE = "insert into lease (name, holder, until) values ($1, $2, $3)
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where lease.until < $4 or lease.until > $5 or lease.holder = excluded.holder";
    /// Files that a row names.
    pub FILES_NAMED = "select blob_hash from v_file_named order by blob_hash";
    /// Somebody's traces are to be erased.
    pub INSERT_MARK = "insert into forget_mark (id, room) values ($1, $2)";
    /// All marks.
    pub MARKS = "select id, room from forget_mark order by id";
    /// They were erased.
    pub DELETE_MARK = "delete from forget_mark where id = $1";
    /// A new job.
    pub INSERT_JOB = "insert into job (id, kind, payload, due_on, attempts, leased_until, last_error)
        values ($1, $2, $3, $4, 0, 0, null)";
    /// Takes the job that has been due longest, for a while. One that waits until later than any job is made to wait was set
    /// aside by a clock that has been set back since.
    pub TAKE_JOB = "update job set leased_until = $3, attempts = attempts + 1
        where id = (select id from job where due_on <= $1 and (leased_until < $2 or leased_until > $4)
            order by due_on, id limit 1)
        returning id, kind, payload, attempts";
    /// A job that is done.
    pub DELETE_JOB = "delete from job where id = $1";
    /// A job that failed is tried again later.
    pub FAIL_JOB = "update job set leased_until = $2, last_error = $3 where id = $1";
}
