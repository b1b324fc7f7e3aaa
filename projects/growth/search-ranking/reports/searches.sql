select s.id, s.phrase, c.article, c.place, t.id as ticket
from searches s
left join clicks c on c.search = s.id
left join tickets t on t.person = s.person and t.opened between s.at and s.at + interval '1 day';
