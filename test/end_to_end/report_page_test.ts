/**
 * The report's page in a headless Chromium: that it needs nothing from outside, answers a reader,
 * and can be read in the dark, on a narrow screen, on paper and without JavaScript.
 */
import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { CHARTS } from "../../src/report/charts/mod.ts";
import { writeReport } from "../../src/report/write_report.ts";
import { findChromium } from "../support/chromium.ts";
import {
  BACKGROUND,
  type Contrast,
  CONTRASTS,
  FIRST_SCREEN,
  NEEDED_WIDTH,
  opacitiesOf,
  type Panel,
  panelsOf,
} from "../support/page_readings.ts";
import { syntheticStudy } from "../support/synthetic_study.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

const executablePath = findChromium();
if (executablePath === null) {
  console.warn(
    "skipped: the report's page was not tried, there is no Chromium here (name one in CHROMIUM)",
  );
}

const STUDY = {
  seeds: 7,
  ticks: [4, 8],
  sync: [16, 32],
  diverged: ["lstm"],
  flopsAccuracies: { ctm: 0.82, lstm: 0.86, cnn: 0.88 },
};

/** What a page did that it should not: messages of errors, and requests but for its own file. */
interface Watched {
  readonly page: Page;
  readonly complaints: string[];
}

async function open(
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: "light",
    offline: true,
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  const address = `file://${path}`;
  page.on("request", (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith("data:")) complaints.push(`request: ${url}`);
  });
  await page.goto(address);
  return { page, complaints };
}

const opacities = (page: Page, model: string) => page.evaluate<number[]>(opacitiesOf(model));
const contrasts = (page: Page) => page.evaluate<Contrast[]>(CONTRASTS);
const backgroundOf = (page: Page) => page.evaluate<string>(BACKGROUND);

Deno.test({
  name: "the report's page in Chromium",
  ignore: executablePath === null,
  fn: async (t) => {
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    try {
      await inTemporaryFolder(async (folder) => {
        const input = syntheticStudy(STUDY);
        const { html, json } = await writeReport(input, folder);
        const report = JSON.parse(await Deno.readTextFile(json));
        const { page, complaints } = await open(browser, html);

        await t.step("verdicts and forest plot fit on the first screen", async () => {
          const ends = await page.evaluate<number[]>(FIRST_SCREEN);
          assertEquals(ends.length, input.comparisons.length + 1);
          for (const end of ends) assertLess(end, 800);
        });

        await t.step("a mark says in a tooltip what it stands for", async () => {
          const mark = page.locator(
            "#chart-forest svg [aria-roledescription=point][aria-label^='CTM − LSTM']",
          );
          const label = await mark.getAttribute("aria-label");
          assertMatch(label!, /CTM − LSTM: [+−]\d/);
          await mark.hover();
          assertEquals(await page.locator("#tip").innerText(), label);
          await page.mouse.move(2, 2);
          assert(await page.locator("#tip").isHidden());
        });

        await t.step("picking a model fades the others everywhere, and ends again", async () => {
          const chip = page.locator(".chip[data-pick=lstm]");
          await chip.click();
          assertEquals(await chip.getAttribute("aria-pressed"), "true");
          for (const opacity of await opacities(page, "cnn")) assertLess(opacity, 0.2);
          const own = await opacities(page, "lstm");
          assertGreater(own.length, 20);
          assertGreater(Math.max(...own), 0.9);
          assertEquals(await page.locator("tr.faded[data-model=lstm]").count(), 0);
          assertGreater(await page.locator("tr.faded[data-model=cnn]").count(), 3);
          await page.keyboard.press("Escape");
          assertEquals(await page.locator(".faded").count(), 0);
          // By keyboard alone.
          await page.locator(".chip[data-pick=cnn]").focus();
          await page.keyboard.press("Enter");
          assertEquals(await page.locator("#chart-forest .faded[data-model=cnn]").count(), 0);
          assertGreater(await page.locator(".faded").count(), 20);
          await page.keyboard.press("Enter");
          assertEquals(await page.locator(".faded").count(), 0);
        });

        await t.step("a mark picks its model", async () => {
          await page.locator("#chart-accuracy_by_flops svg text[data-model=lstm]").click();
          const chip = page.locator(".chip[data-pick=lstm]");
          assertEquals(await chip.getAttribute("aria-pressed"), "true");
          await chip.click();
          assertEquals(await page.locator(".faded").count(), 0);
        });

        await t.step(
          "dragging across a learning curve enlarges the part and reads it",
          async () => {
            const figure = page.locator("#chart-learning_curves");
            await figure.scrollIntoViewIfNeeded();
            const [plot] = await page.evaluate<Panel[]>(panelsOf("learning_curves"));
            assert(plot);
            const middle = plot.y + plot.height / 2;
            await page.mouse.move(plot.x + 0.5 * plot.width, middle);
            await page.mouse.down();
            await page.mouse.move(plot.x + 0.75 * plot.width, middle, { steps: 4 });
            await page.mouse.up();
            assertEquals(await page.locator(".faded").count(), 0, "a drag is no click");
            const view = figure.locator(".view");
            assert(await view.isVisible());
            const [from, to] = await figure.locator(".zoom input").evaluateAll(
              (inputs: { value: string }[]) => inputs.map((one) => Number(one.value)),
            );
            assert(Math.abs(from! - 10_000) < 200 && Math.abs(to! - 15_000) < 200, `${from} ${to}`);

            await figure.locator(".zoom input[name=from]").fill("9500");
            await figure.locator(".zoom input[name=to]").fill("15500");
            await page.keyboard.press("Enter");
            const block = report.sections.flatMap((one: { blocks: unknown[] }) => one.blocks)
              .find((one: { name?: string }) => one.name === "learning_curves");
            for (const model of ["CTM", "LSTM", "CNN"]) {
              const row = view.locator("tbody tr", { hasText: model }).last();
              const text = await row.innerText();
              for (const amount of [10_000, 15_000]) {
                const point = block.rows.find((one: { model: string; amount: number }) =>
                  one.model === model && one.amount === amount
                );
                const percent = (value: number) => (100 * value).toFixed(2).replace("-", "−");
                assertStringIncludes(
                  text,
                  `${percent(point.accuracy)} % [${percent(point.low)}, ${percent(point.high)}]`,
                );
              }
            }
            assertEquals(await view.locator("svg polyline").count(), 3);
            await figure.locator(".zoom button").click();
            assert(await view.isHidden());
          },
        );

        await t.step("a table sorts by its columns", async () => {
          const table = page.locator("#differences table").last();
          const head = table.locator("th", { hasText: "mean" });
          const column = () =>
            table.locator("tbody tr td:nth-child(2)").evaluateAll(
              (cells: { textContent: string }[]) => cells.map((one) => parseFloat(one.textContent)),
            );
          const before = await column();
          await head.locator("button").click();
          assertEquals(await column(), before.toSorted((a, b) => a - b));
          await head.locator("button").click();
          assertEquals(await head.getAttribute("aria-sort"), "descending");
          assertEquals(await column(), before.toSorted((a, b) => b - a));
          await head.locator("button").click();
          assertEquals(await column(), before);
        });

        await t.step(
          "charts can be read in the light and in the dark, by system or button",
          async () => {
            const light = await backgroundOf(page);
            for (const { text, contrast } of await contrasts(page)) {
              assertGreater(contrast, 3, text);
            }
            await page.locator("#theme").click();
            const dark = await backgroundOf(page);
            const texts = await contrasts(page);
            assertGreater(texts.length, 100);
            for (const { text, contrast } of texts) {
              assertGreater(contrast, 3.5, text);
            }
            await page.locator("#theme").click();
            assertEquals(await backgroundOf(page), light);
            const system = await open(browser, html, { colorScheme: "dark" });
            assertEquals(await backgroundOf(system.page), dark);
            assert(dark !== light);
            await system.page.locator("#theme").click();
            assertEquals(await backgroundOf(system.page), light);
            await system.page.locator("#theme").click();
            await system.page.emulateMedia({ media: "print" });
            assertEquals(await backgroundOf(system.page), light, "paper is white");
            assert(await system.page.locator(".bar").isHidden());
            assertEquals(system.complaints, []);
            await system.page.context().close();
          },
        );

        assertEquals(complaints, []);
        await page.context().close();

        await t.step("nothing reaches beyond a narrow screen", async () => {
          const narrow = await open(browser, html, { viewport: { width: 420, height: 800 } });
          const width = await narrow.page.evaluate<number>(NEEDED_WIDTH);
          assertEquals(width, 420);
          assertEquals(narrow.complaints, []);
          await narrow.page.context().close();
        });

        await t.step("without JavaScript everything can still be read", async () => {
          const bare = await open(browser, html, { javaScriptEnabled: false });
          const shown = await bare.page.locator("body").innerText();
          for (const section of report.sections) assertStringIncludes(shown, section.heading);
          for (const block of report.sections[0].blocks) {
            if (block.kind === "verdict") assertStringIncludes(shown, block.sentence);
          }
          assertStringIncludes(shown, input.command);
          const charts = bare.page.locator("figure > svg");
          const applying = CHARTS.filter((chart) => chart.applies(input)).length;
          assertEquals(await charts.count(), applying);
          for (const chart of await charts.all()) assert(await chart.isVisible());
          assertEquals(await bare.page.locator("button").count(), 0, "no button without effect");
          await bare.page.locator(".contents summary").click();
          assert(await bare.page.locator("nav a").first().isVisible());
          assertEquals(bare.complaints, []);
          await bare.page.context().close();
        });
      });
    } finally {
      await browser.close();
    }
  },
});
