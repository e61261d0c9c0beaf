-- Who answers for an incident (khoán quản): the route in force on its day that lies nearest, within 30 m
-- measured in the ward's metric CRS, as for lanes; at the same distance the older one. Kept in step with
-- incidents and routes in the transaction of the change.

-- Make the links of a ward anew, or those of some of its incidents.
CREATE OR REPLACE FUNCTION derive_incident_routes(for_ward integer, only_ids bigint[] DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  srid integer := (SELECT srid_measure FROM ward WHERE id = for_ward);
BEGIN
  -- Put together at run time, so that the planner knows whether it is a few ids or the whole ward.
  EXECUTE 'DELETE FROM incident_route WHERE ward_id = $1'
    || CASE WHEN only_ids IS NULL THEN '' ELSE ' AND incident_id = ANY ($2)' END USING for_ward, only_ids;
  IF NOT EXISTS (SELECT FROM route WHERE route.ward_id = for_ward) THEN
    RETURN;
  END IF;
  EXECUTE format($query$
    WITH flat AS MATERIALIZED (  -- each route in metres once, not once a point
      SELECT route.id, route.valid, route.geom_3857, ST_Transform(route.geom, $3) AS geom,
             -- Web Mercator stretches by 1/cos(latitude): a box that surely holds 30 m.
             32 / cos(radians(ST_YMax(route.geom))) AS reach,
             ST_Expand(route.geom_3857, 32 / cos(radians(ST_YMax(route.geom)))) AS box
        FROM route WHERE route.ward_id = $1
    ), beside AS (
      SELECT p.id, flat.id AS route_id, ST_Distance(flat.geom, ST_Transform(p.geom, $3)) AS metres
        FROM flat
        JOIN incident AS p ON p.ward_id = $1 AND flat.valid @> p.occurred_on %s
             AND p.geom_3857 && flat.box  -- by the index, or at least cheaply
             AND ST_DWithin(flat.geom_3857, p.geom_3857, flat.reach)
    )
    INSERT INTO incident_route (incident_id, ward_id, route_id)
    SELECT DISTINCT ON (beside.id) beside.id, $1, beside.route_id
      FROM beside WHERE beside.metres <= 30
     ORDER BY beside.id, beside.metres, beside.route_id
        ON CONFLICT (incident_id) DO UPDATE SET ward_id = excluded.ward_id, route_id = excluded.route_id
    $query$, CASE WHEN only_ids IS NULL THEN '' ELSE 'AND p.id = ANY ($2)' END)
  USING for_ward, only_ids, srid;
END $$;

CREATE OR REPLACE FUNCTION keep_incident_routes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM incident_route AS link USING old_rows AS o WHERE link.incident_id = o.id;
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT FROM route WHERE route.ward_id IN (SELECT n.ward_id FROM new_rows AS n)) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    FOR changed IN SELECT n.ward_id, array_agg(n.id) AS ids FROM new_rows AS n GROUP BY 1 ORDER BY 1 LOOP
      PERFORM derive_incident_routes(changed.ward_id, changed.ids);
    END LOOP;
  ELSE
    FOR changed IN
      SELECT n.ward_id, array_agg(n.id) AS ids FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
       WHERE n.geom::bytea <> o.geom::bytea OR n.occurred_on <> o.occurred_on GROUP BY 1 ORDER BY 1
    LOOP
      PERFORM derive_incident_routes(changed.ward_id, changed.ids);
    END LOOP;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION keep_routes_of_ward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM derive_incident_routes(ward_id) FROM (SELECT DISTINCT o.ward_id FROM old_rows AS o
      JOIN ward ON ward.id = o.ward_id ORDER BY 1) AS touched;  -- a ward that is being deleted needs none
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM derive_incident_routes(ward_id) FROM (SELECT DISTINCT n.ward_id FROM new_rows AS n ORDER BY 1) AS touched;
  ELSE  -- a name or a holder alone moves nothing
    PERFORM derive_incident_routes(ward_id) FROM (SELECT DISTINCT moved.ward_id
      FROM old_rows AS o
      JOIN new_rows AS n ON n.id = o.id
     CROSS JOIN LATERAL (VALUES (o.ward_id), (n.ward_id)) AS moved (ward_id)
     WHERE n.ward_id <> o.ward_id OR n.geom::bytea <> o.geom::bytea OR n.valid <> o.valid
     ORDER BY 1) AS touched;
  END IF;
  RETURN NULL;
END $$;

-- After version and grid (triggers fire in the order of their names): the writers of a ward are in line.
DROP TRIGGER IF EXISTS with_routes_insert ON incident;
DROP TRIGGER IF EXISTS with_routes_update ON incident;
DROP TRIGGER IF EXISTS with_routes_delete ON incident;
CREATE TRIGGER with_routes_insert AFTER INSERT ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_routes();
CREATE TRIGGER with_routes_update AFTER UPDATE ON incident REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_routes();
CREATE TRIGGER with_routes_delete AFTER DELETE ON incident REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_routes();

DROP TRIGGER IF EXISTS with_incidents_insert ON route;
DROP TRIGGER IF EXISTS with_incidents_update ON route;
DROP TRIGGER IF EXISTS with_incidents_delete ON route;
CREATE TRIGGER with_incidents_insert AFTER INSERT ON route REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_routes_of_ward();
CREATE TRIGGER with_incidents_update AFTER UPDATE ON route REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_routes_of_ward();
CREATE TRIGGER with_incidents_delete AFTER DELETE ON route REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_routes_of_ward();
