-- The rows of layer_incidents with the groups as of another day than each incident's own.
(SELECT i.id, i.ward_id, i.geom, i.geom_3857, i.style_key, i.source_key, i.occurred_at, i.occurred_on,
        i.time_precision, i.field_code, i.category_code, i.state, i.address, i.description, i.round_id, i.place_id,
        i.lane_id, i.is_pile_up, i.round_code, i.lane_name, i.search_text,
        area.id AS group_id, area.name AS group_name, {day}::date AS group_on
   FROM layer_incidents AS i
   LEFT JOIN group_set_member AS member ON member.set_id = {set} AND member.incident_id = i.id
   LEFT JOIN area ON area.id = member.area_id)
