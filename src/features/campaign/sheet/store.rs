//! What the tables of tasks ask of the database.

use ::store::statements;

statements! {
    /// The tasks of a campaign in the order of its phases, with who answers for each.
    pub TASKS = "select t.id, coalesce(p.name, ''), coalesce(a.name, ''), t.title, t.deliverable, t.due_on, t.state, coalesce(t.result, ''),
        (select min(o.name) from task_person tp join v_organisation_person o on o.id = tp.person_id
          where tp.task_id = t.id and tp.part = 'accountable')
        from task t left join activity a on a.id = t.activity_id left join phase p on p.id = a.phase_id
        where t.campaign_id = $1 order by coalesce(p.ordinal, 999), coalesce(a.ordinal, 999), t.due_on, t.id";
    /// People who are there, by name or staff number.
    pub PEOPLE = "select id from v_organisation_person where left_on is null and (name = $1 or staff_no = $1) order by id limit 2";
}
