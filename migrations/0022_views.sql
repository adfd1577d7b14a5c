-- What the desk of to-dos sees of supervision slips.
create view v_supervision_slip as
select s.id, s.campaign_id, s.item_id, s.year, s.serial, s.colour, s.matter, s.state, s.issued_on, s.reply_by, p.person_id, p.part
from supervision_slip s join slip_person p on p.slip_id = s.id;
