import { withoutAws } from './homes';
import { otherFiles, type Survey, type SurveyedHome } from './survey';

type Table = string[][];

/** Writes a number of lines. */
export type Count = (lines: number) => string;

export const exact: Count = (lines) => lines.toLocaleString('en-US');

/** Two digits. The documentation has these, so that few changes of the code change it. */
export const rounded: Count = (lines) => exact(lines < 100 ? lines : Number(lines.toPrecision(2)));

const share = (part: number, whole: number) => (whole === 0 ? '' : `${Math.round((100 * part) / whole)} %`);

/** What is known of platforms: by the functions, by code of no home, and by the stack. */
export function shareTable(survey: Survey, count: Count): Table {
  const { onAws, others, stack, knows } = survey;
  const parts: [string, string[]][] = [
    ['the functions on AWS Lambda, and the tables of their rows', [...onAws]],
    ...others.map(({ name, modules }): [string, string[]] => [name, [...modules].filter((path) => !onAws.has(path))]),
    ['the stack', [...stack]],
  ];
  const known = (path: string) => (stack.has(path) ? 'infrastructure' : knows(path));
  return [
    ['code', 'lines', 'know no platform', 'know types of AWS', 'adapters and their entry', 'infrastructure'],
    ...[...parts, ['together', parts.flatMap(([, paths]) => paths)] as const].map(([name, paths]) => {
      const linesThat = (...kinds: string[]) => survey.lines(paths.filter((path) => kinds.includes(known(path))));
      const [lines, none] = [survey.lines(paths), linesThat('none')];
      const others = [linesThat('types'), linesThat('adapter', 'entry'), linesThat('infrastructure')];
      return [name, count(lines), `${count(none)} (${share(none, lines)})`, ...others.map(count)];
    }),
  ];
}

/** What each home loads, and what deploys it. */
export function homeTable(survey: Survey, count: Count): Table {
  return [
    ['home', 'lines', 'know no platform', 'adapters of', 'deployed by'],
    ...survey.homes.map((home) => {
      const lines = survey.lines(home.modules);
      const none = survey.lines([...home.modules].filter((path) => survey.knows(path) === 'none'));
      const cells = [`${count(none)} (${share(none, lines)})`, adaptersOf(survey, home, count), deploymentOf(survey, home, count)];
      return [home.name, count(lines), ...cells];
    }),
  ];
}

function adaptersOf({ knows, platforms, lines }: Survey, { modules }: SurveyedHome, count: Count): string {
  const adapters = [...modules].filter((path) => knows(path) === 'adapter');
  return [...new Set(adapters.flatMap((path) => platforms(path)))]
    .sort()
    .map((platform) => `${platform} ${count(lines(adapters.filter((path) => platforms(path).includes(platform))))}`)
    .join(', ');
}

function deploymentOf({ stack, lines }: Survey, { folder, constructs }: SurveyedHome, count: Count): string {
  const files = folder ? otherFiles(folder).map((file) => `\`${file.name}\` ${count(file.lines)}`) : [];
  const ofStack = [...stack].filter((path) => constructs && path.startsWith(constructs));
  return [...files, ...(constructs ? [`[\`${constructs}\`](../${constructs}) ${count(lines(ofStack))}`] : [])].join(', ');
}

/** How many lines of each home are the same as on AWS Lambda, and how many are not. */
export function changeTable(survey: Survey, count: Count): Table {
  return [
    ['from AWS Lambda to', 'stay', 'added', 'of these, for this home alone', 'left behind'],
    ...survey.homes.slice(1).map((home) => {
      const added = addedBy(survey, home);
      const own = added.filter((path) => loading(survey, path).length === 1);
      const same = survey.lines(home.modules) - survey.lines(added);
      return [home.name, ...[same, ...[added, own, leftBehind(survey, home)].map(survey.lines)].map(count)];
    }),
  ];
}

const loading = ({ homes }: Survey, path: string) => homes.filter(({ modules }) => modules.has(path)).map(({ name }) => name);

const addedBy = ({ onAws }: Survey, { modules }: SurveyedHome) => [...modules].filter((path) => !onAws.has(path));

/** What only AWS Lambda loads. Beside an API, a worker does the rest. */
function leftBehind({ homes }: Survey, home: SurveyedHome): string[] {
  const worker = home.apiOnly ? homes.find(({ name }) => name === withoutAws.name) : undefined;
  return [...(homes[0]?.modules ?? [])].filter((path) => !home.modules.has(path) && !worker?.modules.has(path));
}

/** The files that AWS Lambda has not, by the homes that load them; and those that are left behind without AWS. */
export function fileTable(survey: Survey, count: Count): Table {
  const groups = new Map<string, Set<string>>();
  const others = survey.homes.slice(1);
  for (const path of others.flatMap((home) => addedBy(survey, home))) {
    const names = loading(survey, path);
    const key = names.length === others.length ? 'all but AWS Lambda' : names.join(', ');
    groups.set(key, (groups.get(key) ?? new Set()).add(path));
  }
  const row = (name: string, paths: Iterable<string>) => [name, count(survey.lines(paths)), filesOf(paths)];
  return [
    ['loaded by', 'lines', 'files'],
    ...[...groups].map(([name, paths]) => row(name, paths)),
    row('AWS, and left behind without it', leftBehind(survey, homeWithoutAws(survey))),
  ];
}

const homeWithoutAws = ({ homes }: Survey) => homes.find(({ name }) => name === withoutAws.name) as SurveyedHome;

/** Files by their folders. */
function filesOf(paths: Iterable<string>): string {
  const folders = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const end = path.lastIndexOf('/') + 1;
    const folder = path.slice(0, end);
    folders.set(folder, [...(folders.get(folder) ?? []), path.slice(end).replace(/\.tsx?$/, '')]);
  }
  return [...folders].map(([folder, names]) => `[\`${folder}\`](../${folder}) ${names.join(', ')}`).join('; ');
}

/** The modules that the handlers of all homes load, with the handlers. */
export const handlersOf = (survey: Survey): ReadonlySet<string> => survey.reach(survey.homes.flatMap(({ handlers }) => handlers));

/** The answer in figures. */
export function answer(survey: Survey, count: Count): string {
  const { homes, knows, lines, onAws } = survey;
  const none = lines([...onAws].filter((path) => knows(path) === 'none'));
  const handlers = handlersOf(survey);
  const home = homeWithoutAws(survey);
  const clouds = homes.filter(({ apiOnly }) => apiOnly);
  const entries = clouds.map(({ entry }) => entry);
  const beside = new Set(clouds.flatMap((cloud) => addedBy(survey, cloud)).filter((path) => !home.modules.has(path)));
  const [shortest, longest] = [Math.min, Math.max].map((of) => of(...entries.map((entry) => lines([entry]))));
  return [
    `Of the ${count(lines(onAws))} lines of the functions on AWS Lambda, ${share(none, lines(onAws))} know no platform.`,
    `The handlers and the domain, ${count(handlers.size)} modules with ${count(lines(handlers))} lines, are the same files in all ${homes.length} homes.`,
    `The whole application without AWS adds ${count(lines(addedBy(survey, home)))} lines and leaves ${count(lines(leftBehind(survey, home)))} behind.`,
    `The functions of ${clouds.length} other clouds then share ${count(lines([...beside].filter((path) => !entries.includes(path))))} more, and need an entry of ${shortest} to ${longest} lines each.`,
    `The stack, which stays on AWS, has ${count(lines(survey.stack))} lines.`,
  ].join('\n');
}
