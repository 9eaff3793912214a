export { CHARTS } from "./charts/mod.ts";
export type { Chart, Row } from "./charts/chart.ts";
export { loadFont } from "./font.ts";
export { renderChart, type RenderedChart } from "./render.ts";
export { type ReportContent, reportContent } from "./report_content.ts";
export type { ReportInput } from "./study.ts";
export { tableArrow, tableCsv, tableMarkdown } from "./table_files.ts";
export { type StudyTable, studyTables } from "./tables.ts";
export { writeReport, type WrittenReport } from "./write_report.ts";
