import { assume } from '../assumptions';
import type { Traffic } from '../traffic/traffic';
import { month } from './month';

/** The flow of images and requests through this application, in a month. */
export function flowOf(traffic: Traffic) {
  const images = traffic.imagesPerDay * month.days;
  const reading = traffic.requestsPerDay * month.days;
  const deletions = images * (1 - traffic.keptShare);
  const lists = reading * traffic.listShare;
  const single = reading - lists;
  return {
    images,
    deletions,
    lists,
    single,
    stored: traffic.imagesPerDay * traffic.keptShare * traffic.keptDays,
    /** Calls of the functions that have a part in it. Schedules have their own rate. */
    calls: {
      'create-image': images,
      'list-images': lists,
      'get-image': single + images * assume('pollsPerUpload'),
      'delete-image': deletions,
      'retry-image': 0,
      health: 0,
      'resize-image': images,
      'image-changed': images + deletions,
    } as Readonly<Record<string, number | undefined>>,
  };
}

export type Flow = ReturnType<typeof flowOf>;
