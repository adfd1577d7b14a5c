-- What documents are made of: texts that were laid down, and what a campaign set out to do.
create view v_plan_text as
select id, campaign_id, no, title, final_text as content, final_hash as hash from plan_version where state = 'final';
create view v_publication_text as
select id, campaign_id, kind, title, opens_on, frozen_body as content, frozen_hash as hash from publication
where frozen_hash is not null and state in ('open', 'closed', 'disposed', 'archived');
create view v_closing_text as
select id, campaign_id, no, title, frozen_text as content, frozen_hash as hash from summary_report where state = 'frozen';
create view v_supervision_text as
select s.id, s.campaign_id, s.year, s.serial, s.colour, s.matter, s.requirement, s.due_on, s.issued_on, s.reply_by, i.item_no,
  (select u.name from unit u where u.id = i.lead_unit_id) as unit, (select p.name from person p where p.id = i.owner_id) as owner
from supervision_slip s join rectification_item i on i.id = s.item_id where s.state <> 'withdrawn';
create view v_campaign_purpose as select id, short_name, slogan, year, host, content, state, starts_on, ends_on from campaign;
create view v_campaign_activity as
select a.id, p.campaign_id, p.ordinal as phase, p.name as phase_name, p.from_month, p.to_month, a.ordinal, a.name
from phase p left join activity a on a.phase_id = p.id;
create view v_campaign_duty as
select t.id, t.campaign_id, t.title, t.deliverable, t.due_on,
  (select min(p.name) from task_person tp join person p on p.id = tp.person_id where tp.task_id = t.id and tp.part = 'accountable') as person
from task t where t.state <> 'cancelled';
create view v_document_register as select id, campaign_id, kind, number, title, issued_on, void_on from official_document;
