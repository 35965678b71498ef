-- SPDX-License-Identifier: EUPL-1.2
-- What wrk saw, on one line: requests, microseconds, errors, and the median and 99th percentile in microseconds.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("seen %d %d %d %d %d\n", summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency:percentile(50),
        latency:percentile(99)))
end
