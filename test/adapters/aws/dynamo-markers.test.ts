import { DynamoMarkers } from '../../../lambda/adapters/aws/dynamo-markers';
import { markersContract } from '../../contracts/markers';
import { onDatabases } from '../../support/on-databases';

onDatabases('DynamoMarkers', ({ client, table }) => markersContract(() => new DynamoMarkers(client(), table)));
