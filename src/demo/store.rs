//! What the demonstration asks the database beyond the slices' actions.

use store::statements;

statements! {
    /// A setting.
    pub SETTING = "select value from setting where name = $1";
    /// A setting that is not there yet.
    pub NEW_SETTING = "insert into setting (name, value) values ($1, $2)";
    /// Sets it.
    pub PUT_SETTING = "insert into setting (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value";
    /// When the trail was last sealed.
    pub LAST_SEALED = "select max(sealed_at) from audit_block";
    /// The code under which a round is open.
    pub ROUND_CODE = "select code from v_opinion_round where id = $1";
    /// The account of a login.
    pub ACCOUNT = "select id from account where login = $1";
}
