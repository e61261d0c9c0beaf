-- One view a typed layer: id, ward_id, geom, geom_3857, style_key, then the fields of its definition.

CREATE OR REPLACE VIEW layer_ward_border AS
SELECT id, ward_id, geom, geom_3857, 'ward'::text AS style_key, code, name, valid_from, valid_to, basis,
       kind
  FROM area WHERE kind IN ('ward', 'district', 'city');

CREATE OR REPLACE VIEW layer_successor_areas AS
SELECT id, ward_id, geom, geom_3857, 'successor'::text AS style_key, code, name, valid_from, valid_to, basis
  FROM area WHERE kind = 'ward' AND EXISTS (SELECT FROM area_lineage WHERE to_area_id = area.id);

CREATE OR REPLACE VIEW layer_groups AS
SELECT id, ward_id, geom, geom_3857, 'group'::text AS style_key, code, name, people, valid_from, valid_to, basis
  FROM area WHERE kind = 'group';

CREATE OR REPLACE VIEW layer_lanes AS
SELECT id, ward_id, geom, geom_3857, kind AS style_key, code, name, kind, width_m, surface FROM lane;

CREATE OR REPLACE VIEW layer_lane_projects AS
SELECT p.id, p.ward_id, l.geom, l.geom_3857,
       least(p.phase, 2) || '_' || CASE p.state WHEN 'accepted' THEN 'done' ELSE p.state END AS style_key,
       p.code, l.name, p.phase, p.state, p.started_on, p.finished_on, p.contractor, p.note, p.lane_id
  FROM lane_project AS p JOIN lane AS l ON l.id = p.lane_id
 WHERE p.deleted_at IS NULL;

-- The projects as they were on a day. The state that is written is the last one; the days say since when, and so
-- what was before: work that began later was a plan, work that was finished later was under way.
CREATE OR REPLACE FUNCTION layer_lane_projects_on(day date) RETURNS SETOF layer_lane_projects
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT p.id, p.ward_id, p.geom, p.geom_3857,
         least(p.phase, 2) || '_' || CASE was.state WHEN 'accepted' THEN 'done' ELSE was.state END,
         p.code, p.name, p.phase, was.state, p.started_on, p.finished_on, p.contractor, p.note, p.lane_id
    FROM layer_lane_projects AS p
   CROSS JOIN LATERAL (SELECT CASE WHEN p.state <> 'planned' AND p.started_on > day THEN 'planned'
                                   WHEN p.state IN ('done', 'accepted') AND p.finished_on > day THEN 'building'
                                   ELSE p.state END AS state) AS was
$$;

CREATE OR REPLACE VIEW layer_sites AS
SELECT id, ward_id, geom, geom_3857, stage AS style_key, code, address, stage, permit_no, permit_state,
       watched_from, watched_to, owner_name
  FROM site;

-- A place is there from its first incident or state on, whichever was first, until it is removed; its days
-- without an incident hang on the day that asks, and are counted by its page.
CREATE OR REPLACE VIEW layer_places AS
SELECT p.id, p.ward_id, p.geom, p.geom_3857, p.state AS style_key, p.code, p.name, p.address, p.state,
       told.state_since, met.last_on, p.stable_days, p.radius_m, least(told.known_from, met.first_on) AS known_from,
       CASE p.state WHEN 'removed' THEN told.state_since END AS removed_on, p.note
  FROM place AS p
 CROSS JOIN LATERAL (SELECT min(e.happened_on) AS known_from, max(e.happened_on) AS state_since
                       FROM place_standing AS e WHERE e.place_id = p.id) AS told
 CROSS JOIN LATERAL (SELECT min(i.occurred_on) AS first_on, max(i.occurred_on) AS last_on
                       FROM incidents_at_place(p.id, 'infinity') AS i) AS met;

CREATE OR REPLACE VIEW layer_facilities AS
SELECT id, ward_id, geom, geom_3857, kind AS style_key, code, name, kind, state, note FROM facility;

CREATE OR REPLACE VIEW layer_routes AS
SELECT id, ward_id, geom, geom_3857, 'route'::text AS style_key, code, name, holder_unit, holder_name,
       valid_from, valid_to
  FROM route;

-- A parcel says what its register says now; its area is measured in metres of the ward's own system. A difference
-- of less than half a square metre is none: areas are stated in whole ones.
CREATE OR REPLACE VIEW layer_parcels AS
SELECT s.id, s.ward_id, s.geom, s.geom_3857, p.stage AS style_key, p.code, project.name AS project, p.stage,
       p.stage_on, p.area_m2::double precision AS area_m2, measured.area_m2 AS measured_m2,
       CASE WHEN abs(measured.area_m2 - p.area_m2) >= 0.5
            THEN round((measured.area_m2 - p.area_m2)::numeric, 1)::double precision END AS differs_m2,
       p.obstacle, s.parcel_id, p.project_id
  FROM parcel_shape AS s
  JOIN register_parcel AS p ON p.id = s.parcel_id AND p.deleted_at IS NULL
  JOIN register_project AS project ON project.id = p.project_id
  JOIN ward ON ward.id = s.ward_id
 CROSS JOIN LATERAL (SELECT round(ST_Area(ST_Transform(s.geom, ward.srid_measure))::numeric, 1)::double precision
                            AS area_m2) AS measured;

CREATE OR REPLACE VIEW layer_rounds AS
SELECT r.id, r.ward_id, r.geom, r.geom_3857, 'round'::text AS style_key, r.code, r.body, r.started_on, r.ended_on,
       (SELECT string_agg(f.field_code, ', ' ORDER BY f.field_code) FROM inspection_round_field AS f
         WHERE f.round_id = r.id) AS fields,
       (SELECT count(*) FROM incident AS i WHERE i.round_id = r.id AND is_counted(i.state))::integer AS incidents, r.note, r.kind,
       r.body_kind, r.nothing_found
  FROM open_round AS r;

CREATE OR REPLACE VIEW layer_incidents AS
SELECT i.id, i.ward_id, i.geom, i.geom_3857,
       CASE WHEN i.is_pile_up THEN 'pile_up' ELSE i.field_code END AS style_key,
       i.source_key, i.occurred_at, i.occurred_on, i.time_precision, i.field_code, i.category_code, i.state,
       i.address, i.description, i.round_id, i.place_id, i.lane_id, i.group_id, i.is_pile_up,
       r.code AS round_code, l.name AS lane_name, g.name AS group_name, i.occurred_on AS group_on,
       i.search_text
  FROM incident AS i
  LEFT JOIN open_round AS r ON r.id = i.round_id
  LEFT JOIN lane AS l ON l.id = i.lane_id
  LEFT JOIN area AS g ON g.id = i.group_id;

-- Results of runs: one cell or point each; id is unique over all runs.
CREATE OR REPLACE VIEW layer_run_cells AS
SELECT c.run_id * 1000000 + c.cell_no AS id, c.ward_id, c.geom, c.geom_3857, c.run_id, c.cell_no, r.method,
       CASE WHEN r.method = 'repeat_points' THEN 'repeat'
            WHEN c.class_code > 0 THEN 'hot' || CASE c.class_code WHEN 3 THEN 99 WHEN 2 THEN 95 ELSE 90 END
            WHEN c.class_code < 0 THEN 'cold' || CASE c.class_code WHEN -3 THEN 99 WHEN -2 THEN 95 ELSE 90 END
            ELSE 'none' END AS style_key,
       c.rank, c.label, c.value, c.expected, c.score, c.p, c.p_adjusted, c.class_code, c.properties,
       run_cell_name(c.ward_id, r.input, r.parameters ->> 'unit_kind', c.members, c.geom, c.label) AS name
  FROM run_cell AS c JOIN run AS r ON r.id = c.run_id AND r.removed_at IS NULL;

CREATE OR REPLACE VIEW layer_repeat_points AS SELECT * FROM layer_run_cells WHERE method = 'repeat_points';
CREATE OR REPLACE VIEW layer_hot_spots AS SELECT * FROM layer_run_cells WHERE method = 'gi_star';

-- A dossier on the map says what its register says of the same number: its step and what it waits for; one that
-- was issued waits no more, one that was deleted is not there. A point that no register ever knew stays as it was
-- loaded. A number that is changed in the register is changed here (renumber_certificate).
CREATE OR REPLACE VIEW layer_certificates AS
SELECT f.id, f.ward_id, f.layer, f.source_key, f.geom, f.geom_3857, f.import_id,
       CASE WHEN d.id IS NULL THEN f.properties
            ELSE f.properties || jsonb_build_object('obstacle', d.obstacle, 'received_on', d.received_on, 'stage',
              CASE d.stage WHEN 'tiep_nhan' THEN 'Tiếp nhận hồ sơ' WHEN 'thuc_dia' THEN 'Kiểm tra thực địa'
                           WHEN 'niem_yet' THEN 'Niêm yết công khai' WHEN 'trinh' THEN 'Trình quận thẩm định'
                           ELSE d.stage END)
       END AS properties
  FROM feature AS f
  LEFT JOIN register_dossier AS d ON d.ward_id = f.ward_id AND d.code = f.source_key AND d.deleted_at IS NULL
 WHERE f.layer = 'certificates'
   AND CASE WHEN d.id IS NOT NULL THEN d.stage <> 'da_cap' AND coalesce(d.issued_on, 'infinity') > current_date
            ELSE NOT EXISTS (SELECT FROM register_dossier AS gone
                              WHERE gone.ward_id = f.ward_id AND gone.code = f.source_key) END;

CREATE OR REPLACE FUNCTION renumber_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE feature AS f SET source_key = NEW.code
   WHERE f.ward_id = NEW.ward_id AND f.layer = 'certificates' AND f.source_key = OLD.code
     AND NOT EXISTS (SELECT FROM feature AS taken WHERE taken.ward_id = NEW.ward_id AND taken.layer = 'certificates'
                        AND taken.source_key = NEW.code);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER renumber_certificate AFTER UPDATE OF code ON register_dossier
  FOR EACH ROW WHEN (OLD.code <> NEW.code) EXECUTE FUNCTION renumber_certificate();
