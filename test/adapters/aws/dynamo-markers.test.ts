import { DynamoMarkers } from '../../../lambda/adapters/aws/dynamo-markers';
import { markersContract } from '../../contracts/markers';
import { onDatabases } from '../../servers/on-databases';

onDatabases('DynamoMarkers', ({ client, table }) => markersContract(() => new DynamoMarkers(client(), table)));
