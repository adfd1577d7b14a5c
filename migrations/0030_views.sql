-- A view that joins cannot be laid open where it is the optional side of a join: it was computed for every person of the
-- organisation, for each list that names somebody. Without a join inside, one person is looked up by the key.
drop view v_organisation_person;
create view v_organisation_person as
select p.id, p.name, p.name_key, p.category, p.party_status, p.unit_id, (select u.name from unit u where u.id = p.unit_id) as unit,
  p.branch_id, p.left_on, p.staff_no
from person p;
