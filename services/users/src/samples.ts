import type { Sample } from "./domain/load-samples.ts";

// id | phone | first name | last name | email | age | address
const table = `
5cfdf21874bf20f876ffc474 | +1 (934) 555-0149 | Acevedo | Quinn | acevedo.quinn@email.us | 22 | 403 Lawn Court, Walland, Federated States Of Micronesia, 8260
5cfdf2180251908fcdce4b31 | +1 (835) 555-0163 | Alford | Cole | alford.cole@email.net | 33 | 763 Halleck Street, Elbert, Nevada, 3291
5cfdf21868d9dcbd7a085a36 | +1 (963) 555-0173 | Angeline | Stokes | angeline.stokes@email.biz | 48 | 526 Java Street, Hailesboro, Pennsylvania, 1648
5cfdf2188932ff2b2d409dd3 | +1 (812) 555-0177 | Beasley | Byrd | beasley.byrd@email.io | 56 | 213 McKibbin Street, Veguita, New Jersey, 3943
5cfdf2181ca871902316d984 | +1 (977) 555-0105 | Benjamin | Frazier | benjamin.frazier@email.net | 31 | 289 Cyrus Avenue, Templeton, Maine, 5964
5cfdf218aab4ccec38d79d89 | +1 (941) 555-0143 | Billie | Norton | billie.norton@email.io | 28 | 699 Rapelye Street, Dupuyer, Ohio, 4175
5cfdf2180da0c41aebb8f010 | +1 (895) 555-0132 | Brock | Stanley | brock.stanley@email.me | 35 | 748 Aster Court, Elwood, Guam, 7446
5cfdf218e9a5b5ab89c30497 | +1 (968) 555-0134 | Carmen | Ridley | carmen.ridley@email.com | 24 | 118 Orchard Lane, Millbrook, Vermont, 2917
5cfdf2187a5d33aa7e52a6e8 | +1 (858) 555-0115 | Celia | Thornton | celia.thornton@email.org | 45 | 52 Harbour Road, Eastport, Delaware, 7703
5cfdf21816a58a2b4d98ebd9 | +1 (908) 555-0172 | Dennis | Okafor | dennis.okafor@email.io | 29 | 877 Linden Street, Fairview, Montana, 1184
5cfdf218d1d460fd71e9a729 | +1 (831) 555-0131 | Elaine | Marsh | elaine.marsh@email.biz | 57 | 340 Quarry Avenue, Stonefield, Idaho, 6025
5cfdf218116d10f35970d13a | +1 (833) 555-0132 | Felix | Lindqvist | felix.lindqvist@email.co.uk | 21 | 9 Ferry Terrace, Lakewood, Minnesota, 4470
5cfdf218f1b763357840fc18 | +1 (864) 555-0134 | Gloria | Santos | gloria.santos@email.net | 47 | 615 Mission Court, Palmdale, Arizona, 8836
5cfdf218d1fa0141312f12fa | +1 (841) 555-0140 | Hardin | Patton | hardin.patton@email.com | 42 | 241 Russell Street, Robinson, Oregon, 9576
5cfdf2182bcc9b86ad340c25 | +1 (811) 555-0147 | Helena | Brandt | helena.brandt@email.me | 60 | 203 Foundry Street, Ironton, Kansas, 3359
5cfdf218ec1d1bfadde07682 | +1 (909) 555-0128 | Ina | Perkins | ina.perkins@email.me | 35 | 899 Miami Court, Temperanceville, Virginia, 2821
5cfdf218d40ab83e3c3a30f4 | +1 (861) 555-0199 | Isaac | Whitley | isaac.whitley@email.us | 25 | 471 Cedar Place, Pinehurst, Alabama, 9142
5cfdf218c123c50a303f9921 | +1 (997) 555-0172 | Jenifer | Valencia | jenifer.valencia@email.us | 52 | 948 Jefferson Street, Guthrie, Louisiana, 2483
5cfdf2187331a52757ec8bcb | +1 (943) 555-0153 | Kendra | Hobbs | kendra.hobbs@email.info | 44 | 86 Juniper Street, Redrock, Utah, 5218
5cfdf2182c7d5df4c453ffe5 | +1 (835) 555-0134 | Lamont | Greer | lamont.greer@email.com | 54 | 729 Canal Avenue, Riverton, Indiana, 7591
5cfdf21864a79d86908fc65b | +1 (862) 555-0141 | Marcus | Doyle | marcus.doyle@email.org | 23 | 164 Chapel Street, Ashland, Kentucky, 2063
5cfdf218f4df6e0f2c1e7726 | +1 (866) 555-0130 | Nadia | Fischer | nadia.fischer@email.biz | 49 | 538 Prospect Court, Hillcrest, Wisconsin, 6687
5cfdf21868451851a5d22328 | +1 (875) 555-0104 | Oscar | Bennett | oscar.bennett@email.io | 27 | 31 Wharf Street, Bayside, Rhode Island, 1945
5cfdf218bea00aadcf26fc4a | +1 (831) 555-0135 | Petra | Novak | petra.novak@email.net | 58 | 902 Meadow Lane, Greenfield, Nebraska, 8304
5cfdf2182d3e83bbe983a3fb | +1 (816) 555-0191 | Rosalie | Hughes | rosalie.hughes@email.me | 46 | 257 Summit Avenue, Boulder Creek, Wyoming, 4729
5cfdf2189545be334ad95ef9 | +1 (846) 555-0190 | Samuel | Ortiz | samuel.ortiz@email.co.uk | 43 | 680 Alder Street, Cloverdale, New Mexico, 3516
5cfdf218235cb388c141f87b | +1 (886) 555-0151 | Stone | Briggs | stone.briggs@email.info | 31 | 531 Atkins Avenue, Neahkahnie, Tennessee, 3981
5cfdf218f7efd273906c5b9e | +1 (906) 568-2594 | Valencia | Dorsey | valencia.dorsey@email.info | 51 | 941 Merit Court, Grill, Mississippi, 4961
5cfdf218e2bf34833356dc44 | +1 (902) 555-0124 | Walter | Prince | walter.prince@email.co.uk | 26 | 204 Ralph Avenue, Gibbsville, Michigan, 6698
5cfdf2185568b90edca9f9f0 | +1 (954) 555-0124 | Wilkerson | Mosley | wilkerson.mosley@email.biz | 48 | 734 Kosciusko Street, Marbury, Connecticut, 3037
`;

/** The thirty sample users. Names, emails, ages and addresses of many appear in documented listings: keep them. */
export const samples: readonly Sample[] = table.trim().split("\n").map(parseSample);

function parseSample(line: string): Sample {
  const [id = "", phone = "", firstName = "", lastName = "", email = "", age, address = ""] = line.split(" | ");
  return { id, phone, firstName, lastName, email, age: Number(age), address };
}
