import type { SentFilter, SentLine, SentPage, SentSum, SentSums } from "../../bindings";

const HOUR = 3_600_000;

/** What left the machine in the made-up host's last weeks. */
export function sampleLeft(): SentLine[] {
  const now = Date.now();
  return Array.from({ length: 120 }, (_, n): SentLine => {
    const anthropic = n % 3 === 0;
    const failed = n % 17 === 5;
    const prompt_tokens = 400 + n * 31;
    const reply_tokens = failed ? 0 : 120 + ((n * 53) % 900);
    const at = now - n * 7 * HOUR;
    return {
      id: `left-${String(n).padStart(4, "0")}`,
      at,
      ended_at: at + 4_000,
      state: n % 29 === 7 ? "given_up" : "ended",
      host: anthropic ? "api.anthropic.com" : "api.openai.com",
      purpose: n % 11 === 3 ? "models" : "chat",
      provider: anthropic ? "anthropic" : "openai",
      model: anthropic ? "anthropic/claude-sonnet-4-5" : "openai/gpt-5",
      session: null,
      bytes_out: prompt_tokens * 5,
      bytes_in: reply_tokens * 40,
      status: failed ? 429 : 200,
      failure: failed ? "rate_limit" : null,
      usage: {
        prompt_tokens,
        cached_tokens: 0,
        cache_written_tokens: 0,
        reply_tokens,
        reasoning_tokens: 0,
      },
      cost: failed ? null : (prompt_tokens * 1.25 + reply_tokens * 10) / 1e6,
    };
  });
}

function letThrough(lines: SentLine[], filter: SentFilter): SentLine[] {
  return lines.filter(
    (line) =>
      (filter.since === null || line.at >= filter.since) &&
      (filter.until === null || line.at < filter.until) &&
      (filter.provider === null || line.provider === filter.provider) &&
      (filter.model === null || line.model === filter.model) &&
      (filter.session === null || line.session === filter.session) &&
      (filter.purpose === null || line.purpose === filter.purpose) &&
      (!filter.failed || line.failure !== null),
  );
}

export function leftPage(
  lines: SentLine[],
  filter: SentFilter,
  after: string | null,
  limit: number,
): SentPage {
  const through = letThrough(lines, filter);
  const from = after === null ? 0 : through.findIndex((line) => line.id === after) + 1;
  return { lines: through.slice(from, from + limit), more: through.length > from + limit };
}

function sum(lines: SentLine[]): SentSum {
  const total = (of: (line: SentLine) => number) => lines.reduce((all, line) => all + of(line), 0);
  return {
    count: lines.length,
    failed: lines.filter((line) => line.failure !== null).length,
    bytes_out: total((line) => line.bytes_out),
    bytes_in: total((line) => line.bytes_in),
    prompt_tokens: total((line) => line.usage?.prompt_tokens ?? 0),
    reply_tokens: total((line) => line.usage?.reply_tokens ?? 0),
    cost: total((line) => line.cost ?? 0),
    unpriced: lines.filter((line) => line.cost === null && line.usage !== null).length,
  };
}

function groups(lines: SentLine[], nameOf: (line: SentLine) => string) {
  const names = [...new Set(lines.map(nameOf))];
  return names.map((name) => ({ name, sum: sum(lines.filter((line) => nameOf(line) === name)) }));
}

export function leftSums(lines: SentLine[], filter: SentFilter): SentSums {
  const through = letThrough(lines, filter);
  return {
    total: sum(through),
    months: groups(through, (line) => new Date(line.at).toISOString().slice(0, 7)),
    providers: groups(through, (line) => line.provider ?? ""),
  };
}
