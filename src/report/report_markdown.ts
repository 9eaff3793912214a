import {
  type Block,
  blocksOf,
  type Cell,
  type Section,
  type TableBlock,
} from "./content/blocks.ts";
import type { ReportContent } from "./report_content.ts";

/** The report as GitHub-flavoured Markdown, with links to the charts beside it. */
export function reportMarkdown(content: ReportContent): string {
  const parts = [
    `# ${plainMarkdown(content.title)}`,
    plainMarkdown(content.summary),
    ...content.sections.map(sectionMarkdown),
  ];
  return parts.join("\n\n") + "\n";
}

function sectionMarkdown(section: Section): string {
  return [
    `## ${plainMarkdown(section.heading)}${section.exploratory ? " (exploratory)" : ""}`,
    ...blocksOf(section).map(blockMarkdown),
  ].join("\n\n");
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return plainMarkdown(block.text);
    case "list":
      return [
        ...(block.title === null ? [] : [`**${plainMarkdown(block.title)}**`, ""]),
        ...block.items.map((item) => `- ${plainMarkdown(item)}`),
      ].join("\n");
    case "verdict":
      return [
        `**${plainMarkdown(block.sentence)}**`,
        ...(block.notes.length > 0
          ? ["", ...block.notes.map((note) => `- ${plainMarkdown(note)}`)]
          : []),
      ].join("\n");
    case "state":
      return [
        `**${plainMarkdown(block.label)}: ${plainMarkdown(block.sentence)}**`,
        ...(block.notes.length > 0
          ? ["", ...block.notes.map((note) => `- ${plainMarkdown(note)}`)]
          : []),
      ].join("\n");
    case "code":
      return `\`\`\`sh\n${block.text}\n\`\`\``;
    case "table":
      return reportMarkdownTable(block);
    case "chart":
      return [
        `### ${plainMarkdown(block.title)}`,
        `![${plainMarkdown(block.description).replaceAll(/[[\]]/g, "")}](charts/${block.name}.svg)`,
        `Data: [charts/${block.name}.csv](charts/${block.name}.csv), specification: [charts/${block.name}.vl.json](charts/${block.name}.vl.json)`,
      ].join("\n\n");
    default:
      return block satisfies never;
  }
}

/** A table with its caption. */
export function reportMarkdownTable({ caption, columns, rows }: TableBlock): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    plainMarkdown(caption),
    "",
    line(columns.map((column) => inCell(column.title))),
    line(columns.map((column) => column.align === "right" ? "--:" : ":--")),
    ...rows.map((row) => line(row.map(cellMarkdown))),
  ].join("\n");
}

/** Keeps signs that are markup in Markdown, links included, as the text that they are. */
export function plainMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_<>]/g, "\\$&").replaceAll("](", "]\\(")
    .replaceAll(/[\r\n]+/g, " ");
}

function inCell(text: string): string {
  return plainMarkdown(text).replaceAll("|", "\\|");
}

function cellMarkdown({ text, link }: Cell): string {
  return link === undefined ? inCell(text) : `[${inCell(text)}](${link})`;
}
