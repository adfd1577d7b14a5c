//! Lines and blocks in the database.

use store::statements;

statements! {
    /// A new line.
    pub INSERT_LINE = "insert into audit_line (id, data, hash, block) values ($1, $2, $3, null)";
    /// Lines that no block holds yet, oldest first.
    pub UNSEALED = "select id, hash from audit_line where block is null order by id limit 5000";
    /// Puts a line into a block.
    pub SEAL_LINE = "update audit_line set block = $2 where id = $1 and block is null";
    /// The newest block.
    pub HEAD = "select no, hash from audit_block order by no desc limit 1";
    /// The blocks between two.
    pub HEADS_BETWEEN = "select no, hash from audit_block where no > $1 and no < $2 order by no";
    /// When the newest block was sealed.
    pub SEALED_AT = "select sealed_at from audit_block order by no desc limit 1";
    /// A new block.
    pub INSERT_BLOCK = "insert into audit_block (no, previous, root, count, sealed_at, hash) values ($1, $2, $3, $4, $5, $6)";
    /// All blocks in order.
    pub BLOCKS = "select no, previous, root, count, sealed_at, hash from audit_block order by no";
    /// All lines, block by block.
    pub LINES = "select id, data, hash, block from audit_line order by block, id";
    /// Originals with their hashes, and whether a line of their own must vouch for them.
    pub ORIGINALS = "select 'point', id, text, text_hash,
        case when batch_id is null and (release_id is null or parent_id is not null) then 1 else 0 end from opinion_point
        union all select 'comment', id, text, text_hash, case when release_id is null then 1 else 0 end from publication_comment";
    /// Frozen texts with their hashes, the same.
    pub FROZEN = "select 'publication', id, frozen_body, frozen_hash, 1 from publication where frozen_hash is not null
        union all select 'plan', id, coalesce(final_text, approved_text), coalesce(final_hash, approved_hash), 1
        from plan_version where approved_hash is not null";
    /// Confirmed results with their hashes, the same.
    pub RESULTS = "select 'bulletin', id, bulletin, bulletin_hash, 1 from evaluation where bulletin_hash is not null";
    /// Evidence files by hash.
    pub FILES = "select id, blob_hash from evidence where blob_hash is not null";
    /// What each release of the box brought.
    pub RELEASES = "select id, count, root from box_release order by id";
    /// The points and comments of one release; those that were split off later stand in a batch.
    pub RELEASED_POINTS = "select id, text_hash from opinion_point where release_id = $1 and parent_id is null
        union all select id, text_hash from publication_comment where release_id = $1 order by id";
    /// What was written down together.
    pub BATCHES = "select id, count, root from point_batch order by id";
    /// The points of one batch.
    pub BATCHED_POINTS = "select id, text_hash from opinion_point where batch_id = $1 order by id";
}
