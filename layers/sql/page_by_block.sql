-- The same ids where so many match that sorting them all would cost the most: block after block in the
-- order of ids until the page is full. No index of places is asked, only the box of each block.
SELECT found.id AS page_id
  FROM incident_block AS block
 CROSS JOIN LATERAL (
   SELECT v.id::bigint AS id
     FROM {table}
    WHERE {condition}
      AND CASE WHEN ST_X(v.geom) BETWEEN %(west)s AND %(east)s
               THEN ST_Y(v.geom) BETWEEN %(south)s AND %(north)s END
      AND v.id > %(after)s
      AND v.id BETWEEN block.block << 10 AND (block.block << 10) + 1023
 ) AS found
 WHERE block.ward_id = %(ward_id)s
   AND block.block >= %(after)s >> 10
   AND block.west <= %(east)s AND block.east >= %(west)s
   AND block.south <= %(north)s AND block.north >= %(south)s
 ORDER BY block.block, found.id
 LIMIT %(limit)s + 1
