/*
 * The Lua scripts that write a game's copy in Redis. The fence [D2] drops a write that is older than the stored state.
 * `epoch`, `revision` and `ts` come first in the state, so that the script can compare them without parsing JSON. Next
 * are `format`, `deals`, the number up to which all finished deals are in their hash, and `told`, the place up to which
 * everything has been published. `told` never goes back: when a request is retried because its answer was lost, nothing is
 * published twice. A tombstone has "gone" instead of `deals` and `told`.
 */
const FENCE = `#!lua flags=allow-key-locking
local function newer(e, r, t, e0, r0, t0)
  if e ~= e0 then return e > e0 end
  if r ~= r0 then return r > r0 end
  return t > t0
end
local head = redis.call('GETRANGE', KEYS[1], 0, 127)
local e0, r0, t0 = string.match(head, '^{"epoch":(%d+),"revision":(%d+),"ts":(%d+)')
local e1, r1 = string.match(head, '"told":%[(%d+),(%d+)%]')
local gone = string.find(head, '"gone":true', 1, true)
local function publish(channel, from)
  for i = from, #ARGV, 3 do
    if newer(tonumber(ARGV[i]), tonumber(ARGV[i + 1]), 0, tonumber(e1 or e0 or 0), tonumber(r1 or r0 or -1), 0) then
      redis.call('PUBLISH', channel, ARGV[i + 2])
    end
  end
end`;

/*
 * KEYS: state, heartbeat, deals[, log].  ARGV: epoch, revision, ts, state, its expiry, heartbeat, its expiry, log or "",
 * channel, for a claim the stamp of the state that must be stored, or "", the number up to which all finished deals must
 * be in the hash, the expiry of the hash, or "" to leave it, the number of following words for HSET and of those for HDEL,
 * these words, then for each publication epoch, revision, messages. If the hash lacks deals, nothing is written, and the
 * answer is "behind" with the number up to which it has all.
 */
export const WRITE_SCRIPT = `${FENCE}
if gone then return 'gone' end
if e0 and newer(tonumber(e0), tonumber(r0), tonumber(t0), tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])) then
  return 'outdated'
end
if ARGV[10] ~= '' and ARGV[10] ~= (e0 and (e0 .. ',' .. r0 .. ',' .. t0) or 'none') then return 'outdated' end
local deals = string.match(head, '"deals":(%d+)') or '0'
if tonumber(deals) < tonumber(ARGV[11]) then return 'behind ' .. deals end
local text = ARGV[4]
local e2, r2 = string.match(text, '"told":%[(%d+),(%d+)%]')
if e1 and e2 and newer(tonumber(e1), tonumber(r1), 0, tonumber(e2), tonumber(r2), 0) then
  text = string.gsub(text, '"told":%[%d+,%d+%]', '"told":[' .. e1 .. ',' .. r1 .. ']', 1)
end
redis.call('SET', KEYS[1], text, 'EX', ARGV[5])
redis.call('SET', KEYS[2], ARGV[6], 'EX', ARGV[7])
if KEYS[4] then redis.call('SET', KEYS[4], ARGV[8], 'EX', ARGV[5]) end
local function words(from, count)
  local list = {}
  for i = from, from + count - 1 do list[#list + 1] = ARGV[i] end
  return (unpack or table.unpack)(list)
end
local puts, drops = tonumber(ARGV[13]), tonumber(ARGV[14])
if puts > 0 then redis.call('HSET', KEYS[3], words(15, puts)) end
if drops > 0 then redis.call('HDEL', KEYS[3], words(15 + puts, drops)) end
if ARGV[12] ~= '' then redis.call('EXPIRE', KEYS[3], ARGV[12]) end
publish(ARGV[9], 15 + puts + drops)
return 'written'`;

/*
 * KEYS: state, heartbeat, log, live games, deals.  ARGV: game id, channel, tombstone, its expiry, then publications as above.
 * Only a request that still finds the state publishes them.
 */
export const REMOVE_SCRIPT = `${FENCE}
if e0 and not gone then publish(ARGV[2], 5) end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
redis.call('DEL', KEYS[2], KEYS[3], KEYS[5])
redis.call('ZREM', KEYS[4], ARGV[1])
return 'removed'`;
