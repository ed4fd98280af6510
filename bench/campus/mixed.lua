-- For wrk: what clients of the campus do all day, with an API key. Arguments: a file with one id a line, the resource
-- (students or courses), the key, and the share of requests that change something.
local ids, resource, key, share = {}, "students", "", 0.2
local headers = {}

function init(args)
  for id in io.lines(args[1]) do ids[#ids + 1] = id end
  resource, key, share = args[2], args[3], tonumber(args[4])
  headers = { ["X-API-KEY"] = key, ["Content-Type"] = "application/json" }
  math.randomseed(os.time())
end

local function pick() return ids[math.random(#ids)] end

local function change()
  local number = math.random(1000000)
  local body = '{"name":"Changed ' .. number .. '"}'
  return wrk.format("PATCH", "/api/" .. resource .. "/" .. pick(), headers, body)
end

local function query()
  local kind = math.random()
  if kind < 0.7 then return wrk.format("GET", "/api/" .. resource .. "/" .. pick(), headers) end
  if kind < 0.8 then return wrk.format("GET", "/api/" .. resource, headers) end
  local other = resource == "students" and "courses" or "students"
  return wrk.format("GET", "/api/" .. resource .. "/" .. pick() .. "/" .. other, headers)
end

function request()
  if math.random() < share then return change() end
  return query()
end

function done(summary, latency)
  local seconds = summary.duration / 1e6
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.write(string.format('RESULT {"perSecond":%.1f,"p50Ms":%.3f,"p99Ms":%.3f,"failed":%d}\n',
    summary.requests / seconds, latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
