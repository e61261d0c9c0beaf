-- The lane and the resident group of each incident, derived from its point and its day.
-- Lane: the nearest within 30 m, measured in the ward's metric CRS. Group: the one in force on that
-- day that covers the point; on a shared border the lower code (2 before 10, as in lists and in an
-- analysis by group), so that the answer never depends on the order of rows or on a collation.

-- The rule, for any table with id, ward_id, import_id, occurred_on, geom, geom_3857: the incidents
-- themselves, or rows on their way in. Set against set: asking area by area lets PostGIS prepare
-- each outline once (56,434 points in 271 areas: 0.1 s, against 5.9 s asked point by point).
CREATE OR REPLACE FUNCTION links_of(for_ward integer, points regclass, only_import bigint DEFAULT NULL)
RETURNS TABLE (id bigint, lane_id bigint, group_id bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY EXECUTE format($query$
    WITH inside AS (
      SELECT DISTINCT ON (p.id) p.id, area.id AS group_id
        FROM area
        JOIN %1$s AS p ON ST_Covers(area.geom, p.geom) AND area.valid @> p.occurred_on
       WHERE area.ward_id = $1 AND area.kind = 'group'
         AND p.ward_id = $1 AND ($2 IS NULL OR p.import_id = $2)
       ORDER BY p.id, length(area.code), area.code COLLATE "C", area.id
    ), flat AS MATERIALIZED (  -- each lane in metres once, not once a point
      SELECT lane.id, ST_Transform(lane.geom, $3) AS geom FROM lane WHERE lane.ward_id = $1
    ), points AS MATERIALIZED (  -- and each point once, not once a lane that is near it
      SELECT p.id, p.geom_3857, ST_Transform(p.geom, $3) AS geom,
             -- Web Mercator stretches by 1/cos(latitude): a box that surely holds 30 m.
             31 / cos(radians(ST_Y(p.geom))) AS reach
        FROM %1$s AS p WHERE p.ward_id = $1 AND ($2 IS NULL OR p.import_id = $2)
    ), beside AS (
      SELECT points.id, lane.id AS lane_id, ST_Distance(flat.geom, points.geom) AS distance_m
        FROM points
        JOIN lane ON lane.ward_id = $1 AND ST_DWithin(lane.geom_3857, points.geom_3857, points.reach)
        JOIN flat ON flat.id = lane.id
    ), nearest AS (
      SELECT DISTINCT ON (beside.id) beside.id, beside.lane_id
        FROM beside WHERE beside.distance_m <= 30
       ORDER BY beside.id, beside.distance_m, beside.lane_id
    )
    SELECT p.id::bigint, nearest.lane_id, inside.group_id
      FROM %1$s AS p
      LEFT JOIN nearest ON nearest.id = p.id
      LEFT JOIN inside ON inside.id = p.id
     WHERE p.ward_id = $1 AND ($2 IS NULL OR p.import_id = $2)
    $query$, points)
  USING for_ward, only_import, (SELECT srid_measure FROM ward WHERE ward.id = for_ward);
END $$;

-- The known place (điểm) of each point: the nearest within the 10 m in which the rule of repeat points
-- takes two events for one place. Set when an incident comes or is placed; a person may change it, so
-- it is never derived again.
CREATE OR REPLACE FUNCTION places_of(for_ward integer, points regclass)
RETURNS TABLE (id bigint, place_id bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM place WHERE place.ward_id = for_ward) THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($query$
    SELECT DISTINCT ON (p.id) p.id::bigint, place.id
      FROM place
      -- Web Mercator stretches by 1/cos(latitude): a box that surely holds 10 m.
      JOIN %1$s AS p ON ST_DWithin(place.geom_3857, p.geom_3857, 11 / cos(radians(ST_Y(p.geom))))
     WHERE place.ward_id = $1 AND p.ward_id = $1
       AND ST_Distance(ST_Transform(place.geom, $2), ST_Transform(p.geom, $2)) <= 10
     ORDER BY p.id, ST_Distance(ST_Transform(place.geom, $2), ST_Transform(p.geom, $2)), place.id
    $query$, points)
  USING for_ward, (SELECT srid_measure FROM ward WHERE ward.id = for_ward);
END $$;

-- Bring the stored links up to date; returns how many incidents changed.
CREATE OR REPLACE FUNCTION derive_incident_links(for_ward integer, only_import bigint DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  changed integer;
BEGIN
  UPDATE incident AS i SET lane_id = found.lane_id, group_id = found.group_id
    FROM links_of(for_ward, 'incident', only_import) AS found
   WHERE i.id = found.id
     AND (i.lane_id, i.group_id) IS DISTINCT FROM (found.lane_id, found.group_id);
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $$;
