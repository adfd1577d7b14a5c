//! The box in the database.

use store::statements;

statements! {
    /// The public key of a day.
    pub PUBLIC_KEY = "select public from box_key where day = $1";
    /// The first process to make a day's key wins.
    pub INSERT_KEY = "insert into box_key (day, public) values ($1, $2) on conflict (day) do nothing";
    /// Days whose keys exist, up to one.
    pub KEY_DAYS = "select day, public from box_key where day <= $1 order by day";
    /// All public keys there are.
    pub KEYS = "select public from box_key order by day";
    /// Gives up a key that seals nothing; 0 rows where a slip was dropped in the meantime.
    pub DELETE_KEY = "delete from box_key where day = $1 and not exists (select 1 from box_drop d where d.day = $1)";
    /// A slip.
    pub INSERT_DROP = "insert into box_drop (id, parent, day, sealed) values ($1, $2, $3, $4)";
    /// Whether a slip is in the box.
    pub IS_WAITING = "select 1 from box_drop where id = $1";
    /// Boxes due by a day: whose, of which day, how many slips.
    pub DUE_BY_DAY = "select parent, day, count(*) from box_drop where day <= $1 group by parent, day order by parent, day";
    /// The boxes of one parent.
    pub DUE_OF_PARENT = "select parent, day, count(*) from box_drop where parent = $1 group by parent, day order by day";
    /// The keys of one box.
    pub KEYS_OF_BOX = "select id from box_drop where parent = $1 and day = $2 order by id";
    /// One sealed slip.
    pub SLIP = "select sealed from box_drop where id = $1";
    /// A slip that was opened.
    pub DELETE_DROP = "delete from box_drop where id = $1";
    /// A slip that cannot be opened is kept as it is, out of the way.
    pub INSERT_ASIDE = "insert into box_aside (id, parent, day, sealed) values ($1, $2, $3, $4)";
    /// Whether a slip was set aside.
    pub IS_ASIDE = "select 1 from box_aside where id = $1";
    /// A release that begins.
    pub INSERT_RELEASE = "insert into box_release (id, parent, day, count, root) values ($1, $2, $3, 0, '')";
    /// What it brought.
    pub FINISH_RELEASE = "update box_release set count = $2, root = $3 where id = $1";
}
