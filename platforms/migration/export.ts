import { runCommand } from '../../cli/run-command';
import { dollars } from '../../estimate/report/format'; // part: estimate
import { systemClock } from '../../lambda/adapters/system-clock';
import { isConfirmed } from '../../ops/ask';
import { ArchiveWriter } from './archive-writer';
import { exportCost } from './cost'; // part: estimate
import { exportImages, planExport } from './export-images';
import { explainErrors, openHome } from './open-home';
import { type ExportOptions, exportOptions } from './options';
import { count, Progress } from './progress';

/** `npm run export`: writes all records and files of a home into a folder. Succeeds when nothing is missing. */
runCommand(async () => {
  const options = exportOptions(process.argv.slice(2));
  return explainErrors(options.source, () => exportFrom(options));
});

async function exportFrom({ source: target, to, atOnce, yes }: ExportOptions): Promise<number> {
  const source = await openHome(target, false);
  try {
    const archive = await ArchiveWriter.open(to);
    try {
      const { region } = source;
      if (region !== undefined && !yes) {
        const plan = await planExport({ source, archive, atOnce, clock: systemClock });
        const question = [
          `Read ${count(plan.records)} records and fetch ${count(plan.files)} files with ${megabytes(plan.bytes)} from ${source.name}?`,
          `This costs about ${dollars(exportCost(plan, region))} USD, less from a computer in the same region.`, // part: estimate
        ].join(' ');
        if (!(await isConfirmed(question))) {
          console.error('Nothing was exported.');
          return 0;
        }
      }
      const progress = new Progress({ clock: systemClock });
      const { manifest, missing } = await exportImages({ source, archive, atOnce, progress, clock: systemClock });
      progress.end();
      const { images, files, bytes, byStatus } = manifest.counts;
      const statuses = Object.entries(byStatus).map(([status, number]) => `${count(number)} ${status}`);
      console.log(`${to} has ${count(images)} images (${statuses.join(', ')}) with ${count(files)} files, ${megabytes(bytes)}.`);
      console.log(`Fetched ${progress.summary}.`);
      if (missing.length === 0) return 0;
      console.error(
        `${missing.length} files are missing in ${source.name}. The archive is complete without them; an import has the same records. ` +
          `Restore them and run the same command again, or delete their images:\n${missing.slice(0, 20).join('\n')}`,
      );
      return 1;
    } finally {
      await archive.close();
    }
  } finally {
    await source.close();
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
