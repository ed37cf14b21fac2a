-- One small chat request per key of the file named after `--`, or a GET of the path named after that; prepared once and
-- sent in turn.

local body = '{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are brief."},'
  .. '{"role":"user","content":"Say hello."}],"temperature":0.2}'

local requests = {}
local next_one = 0

function init(args)
  for key in io.lines(args[1]) do
    local headers = { ["Authorization"] = "Bearer " .. key }
    if args[2] then
      requests[#requests + 1] = wrk.format("GET", args[2], headers)
    else
      headers["Content-Type"] = "application/json"
      requests[#requests + 1] = wrk.format("POST", "/v1/chat/completions", headers, body)
    end
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

-- The last line of the output, as JSON, for the script that started wrk.
function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"replies":%d,"seconds":%.6f,"p50_us":%.0f,"p99_us":%.0f,'
      .. '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
