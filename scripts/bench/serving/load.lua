-- Asks for the addresses of the file named in PATHS, one after the other; every thread of wrk
-- begins at another one. In the end one line of JSON tells what came.
local number = 0

function setup(thread)
  thread:set("number", number)
  number = number + 1
end

function init()
  paths = {}
  for line in io.lines(os.getenv("PATHS")) do
    paths[#paths + 1] = wrk.format("GET", line)
  end
  at = number * 7
end

function request()
  at = at + 1
  return paths[at % #paths + 1]
end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.4f, "bytes": %d, "bad": %d, "p50_ms": %.3f, "p95_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, bad,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3))
end
