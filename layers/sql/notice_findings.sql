-- New findings of the watch with the incidents that each was made of: a finding is in a filter where one
-- of its incidents is.
CREATE TEMP TABLE news_finding ON COMMIT DROP AS
SELECT finding.id AS finding_id, finding.method, incident.id, incident.ward_id, incident.occurred_on,
       incident.field_code, incident.category_code, incident.state, incident.lane_id, incident.group_id,
       incident.round_id, incident.is_pile_up, incident.address, incident.source_key, incident.search_text,
       incident.geom
  FROM unnest(%(first)s::bigint[], %(last)s::bigint[]) AS news (first_id, last_id)
  JOIN watch_finding AS finding
    ON finding.id BETWEEN news.first_id AND news.last_id AND finding.ward_id = %(ward)s
  JOIN run_cell AS cell ON cell.run_id = finding.run_id AND cell.cell_no = finding.cell_no
  JOIN incident ON incident.id = ANY (cell.members) AND incident.ward_id = finding.ward_id
