-- What people call a cell or point of a run: place, address or lane for a point, lane and group for a cell. By
-- most of its incidents, and where they name nothing, by what it lies on; an area of a run has its own name.

CREATE OR REPLACE FUNCTION run_cell_name(
  for_ward integer, made_from jsonb, unit_kind text, incidents bigint[], shape geometry, label text
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
           WHEN unit_kind = 'areas' THEN label
           WHEN ST_Dimension(shape) = 0
             THEN coalesce(shared.place, shared.address, shared.lane, shared.group_name, lane_below.name,
                           group_below.name, label)
           ELSE coalesce(nullif(concat_ws(' · ', coalesce(shared.lane, lane_below.name),
                                          coalesce(shared.group_name, group_below.name)), ''), label)
         END
    FROM (SELECT mode() WITHIN GROUP (ORDER BY place.name) AS place,
                 mode() WITHIN GROUP (ORDER BY nullif(i.address, '')) AS address,
                 mode() WITHIN GROUP (ORDER BY coalesce(nullif(lane.name, ''), lane.code)) AS lane,
                 mode() WITHIN GROUP (ORDER BY area.name) AS group_name
            FROM incident AS i
            LEFT JOIN lane ON lane.id = i.lane_id
            LEFT JOIN place ON place.id = i.place_id
            LEFT JOIN area ON area.id = CASE
                 WHEN made_from #>> '{filter,areas}' IS NULL THEN i.group_id
                 ELSE (SELECT member.area_id
                         FROM group_set AS s
                         JOIN group_set_member AS member ON member.set_id = s.id AND member.incident_id = i.id
                        WHERE s.ward_id = for_ward
                          AND s.since = boundaries_since(for_ward, (made_from ->> 'boundaries_on')::date)
                        ORDER BY s.area_version DESC LIMIT 1) END
           WHERE i.ward_id = for_ward AND i.id = ANY (incidents)) AS shared
    LEFT JOIN LATERAL (
         SELECT coalesce(nullif(lane.name, ''), lane.code) AS name
           FROM lane
          WHERE shared.lane IS NULL AND unit_kind IS DISTINCT FROM 'areas' AND lane.ward_id = for_ward
            AND ST_Intersects(lane.geom, shape)
          ORDER BY ST_Length(ST_Intersection(lane.geom, shape)::geography) DESC, lane.id
          LIMIT 1) AS lane_below ON true
    LEFT JOIN LATERAL (
         SELECT area.name
           FROM area
          WHERE shared.group_name IS NULL AND unit_kind IS DISTINCT FROM 'areas' AND area.ward_id = for_ward
            AND area.kind = 'group' AND area.valid @> (made_from ->> 'boundaries_on')::date
            AND ST_Covers(area.geom, ST_PointOnSurface(shape))
          ORDER BY area.code LIMIT 1) AS group_below ON true
$$;
