// How much of everything there may be on one host of media. Refused with media.full beyond.

/** Rooms that one cluster worker serves. */
export const roomsMax = 1000;
/** Places in a room, over all of its media workers. */
export const placesPerRoomMax = 2000;
/** Places on one media worker. */
export const placesPerWorkerMax = 4000;
/** Streams that one device sends at once. */
export const sourcesPerPlaceMax = 4;
/** Streams that one device hears at once. */
export const hearingsPerPlaceMax = 64;
/**
 * Streams to listeners that a room has on one media worker before its next places are on another:
 * about what a core passes on at 50 packets a second each, with half of it to spare.
 */
export const hearingsPerPartMax = 500;
/** Fingerprints of one device. */
export const fingerprintsMax = 4;
/** A media worker has so long for an answer; mediasoup waits longer. */
export const engineTimeoutMs = 3000;
/** A media worker is asked for a sign of life this often. */
export const probeEveryMs = 500;
/**
 * One that has answered none of so many looks hangs, and is killed. Looks are counted and not time:
 * a cluster worker that was held up itself has not looked meanwhile. One that is merely busy
 * answers in milliseconds, for it reads what it is asked between any two batches of packets.
 */
export const silentProbesMax = 6;
/** A media worker that ended is started again after this, … */
export const restartFirstMs = 50;
/** … twice as long after each failure, … */
export const restartLongestMs = 10_000;
/** … and with the first figure again once it has run this long. */
export const restartForgottenMs = 30_000;
/** Up to so many failures it is waited for; then rooms begin on others' media workers. */
export const comingFailuresMax = 3;
/** Silence of ICE after which a device is taken for gone. */
export const iceConsentTimeoutS = 20;
/** Ends of pipes on one media worker. */
export const pipesPerWorkerMax = 128;
/** Other workers that are asked at once whether they have room, those of this machine first. */
export const askedNeighboursMax = 16;
/** They have so long to say so, … */
export const offerTimeoutMs = 500;
/** … and what they have said is believed for this long. */
export const offersKeptMs = 1000;
/** Where nobody has room it is asked again after this. */
export const noOffersKeptMs = 200;
/** A media worker of another machine is taken where one of this has so many streams more. */
export const otherMachineWeight = 100;
/** Parts of others' rooms that one worker has on its media workers. */
export const guestsMax = 1000;
/** Parts of others' rooms end when their worker has not asked for them for this long, … */
export const hostlessGuestMs = 5000;
/** … which is looked at this often. */
export const guestsLookMs = 1000;
