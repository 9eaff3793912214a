import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { historyCharts, historyContent } from "../../../src/nightly/history_content.ts";
import type { HistoryPage } from "../../../src/nightly/history_page.ts";
import { stateOf } from "../../../src/report/night_text.ts";
import { nightRecordSchema } from "../../../src/spec/night_record.ts";
import { writeHistoryPage } from "../../../src/nightly/write_history_page.ts";
import { exampleHistory } from "../../support/history_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** All texts of the page, as a reader meets them. */
function textsOf(page: HistoryPage): string {
  return JSON.stringify(historyContent(page, { charts: historyCharts(page), warnings: [] }));
}

Deno.test("the page has the state of the last night, a trend of each metric and a link per night", () => {
  const page = exampleHistory(24);
  for (const record of page.history) nightRecordSchema.parse(record);
  const charts = historyCharts(page);
  assertEquals(charts.map(({ name }) => name), ["accuracy_trend", "loss_trend", "speed_trend"]);
  assertEquals(
    charts[0]!.title,
    "Test accuracy over 24 nights: ctm regressed, lstm same, cnn inconclusive",
  );
  const text = textsOf(page);
  for (const { night } of page.history) {
    assertStringIncludes(text, `"link":"nights/${night}/report.html"`);
  }
  for (
    const words of [
      "Changed: 15 of 15 runs differ from the night 2026-01-01-021700",
      "not a look; the look of 2026-01-01-021700 said inconclusive",
      "since 2026-01-18-021700 is 93.90 %",
    ]
  ) assertStringIncludes(text, words);
});

Deno.test("one night and none have a page too", () => {
  const one = exampleHistory(1);
  const charts = historyCharts(one);
  assertEquals(charts.map(({ name }) => name), ["accuracy_trend", "loss_trend"]);
  assertStringIncludes(textsOf(one), "no night is pinned yet");
  const none = { ...exampleHistory(0), pinned: null };
  assertEquals(historyCharts(none), []);
  assertStringIncludes(textsOf(none), "There is no night yet");
});

Deno.test("a night without a single run is in the table and in no chart", () => {
  const page = exampleHistory(3);
  const failed = {
    ...page.history[2]!,
    trials: [],
    judgements: [],
    suite: null,
    failure: { code: 3, message: "the self-test failed" },
    alarms: [{ kind: "failed" as const, subject: "suite", text: "nothing was measured" }],
  };
  const all = { ...page, history: [...page.history.slice(0, 2), failed] };
  assertEquals(stateOf(failed), "failed");
  assertEquals(historyCharts(all)[0]!.rows.length, 6);
  assertStringIncludes(textsOf(all), "Nothing was measured");
});

Deno.test("the page is one file that asks for nothing, and names are text in it", () =>
  inTemporaryFolder(async (folder) => {
    const page = exampleHistory(6);
    const hostile = `</script><script>alert(1)</script>|[x](y)`;
    const last = page.history.at(-1)!;
    const history = [...page.history.slice(0, -1), {
      ...last,
      notices: [hostile],
      settings: [hostile],
    }];
    await writeHistoryPage({ ...page, history }, folder);
    const html = await Deno.readTextFile(join(folder, "index.html"));
    assertEquals(html.includes("<script>alert"), false);
    assertEquals(/(?:src|href)="(?:https?:)?\/\//.test(html), false);
    assertStringIncludes(html, `<a href="nights/${last.night}/report.html">`);
    assertStringIncludes(html, "prefers-color-scheme:dark");
    const markdown = await Deno.readTextFile(join(folder, "index.md"));
    assertStringIncludes(markdown, `](nights/${last.night}/report.html)`);
    assertEquals(markdown.includes("<script>alert"), false);
    for (const ending of ["svg", "png", "csv", "vl.json"]) {
      const { size } = await Deno.stat(join(folder, "charts", `accuracy_trend.${ending}`));
      assert(size > 100, ending);
    }
    assertEquals(html.includes("The font lacks"), false);
  }));
