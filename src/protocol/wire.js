/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $parseInt = $util.global.parseInt, $Number = $util.global.Number, $BigInt = $util.global.BigInt, $Boolean = $util.global.Boolean;

// Exported root namespace
const $root = $protobuf.roots["aldis"] || ($protobuf.roots["aldis"] = {});

export const aldis = $root.aldis = (() => {

    /**
     * Namespace aldis.
     * @exports aldis
     * @namespace
     */
    const aldis = {};

    aldis.Content = (function() {

        /**
         * Properties of a Content.
         * @typedef {Object} aldis.Content.$Properties
         * @property {aldis.DataMessage.$Properties|null} [dataMessage] Content dataMessage
         * @property {aldis.SyncMessage.$Properties|null} [syncMessage] Content syncMessage
         * @property {aldis.NullMessage.$Properties|null} [nullMessage] Content nullMessage
         * @property {aldis.ReceiptMessage.$Properties|null} [receiptMessage] Content receiptMessage
         * @property {aldis.TypingMessage.$Properties|null} [typingMessage] Content typingMessage
         * @property {Uint8Array|null} [senderKeyDistributionMessage] Content senderKeyDistributionMessage
         * @property {Uint8Array|null} [decryptionErrorMessage] Content decryptionErrorMessage
         * @property {aldis.EditMessage.$Properties|null} [editMessage] Content editMessage
         * @property {aldis.CallKeys.$Properties|null} [callKeys] Content callKeys
         * @property {aldis.CallMessage.$Properties|null} [callMessage] Content callMessage
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Content.
         * @memberof aldis
         * @interface IContent
         * @augments aldis.Content.$Properties
         * @deprecated Use aldis.Content.$Properties instead.
         */

        /**
         * Shape of a Content.
         * @typedef {aldis.Content.$Properties} aldis.Content.$Shape
         */

        /**
         * Constructs a new Content.
         * @memberof aldis
         * @classdesc Represents a Content.
         * @constructor
         * @param {aldis.Content.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Content = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Content dataMessage.
         * @member {aldis.DataMessage.$Properties|null|undefined} dataMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.dataMessage = null;

        /**
         * Content syncMessage.
         * @member {aldis.SyncMessage.$Properties|null|undefined} syncMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.syncMessage = null;

        /**
         * Content nullMessage.
         * @member {aldis.NullMessage.$Properties|null|undefined} nullMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.nullMessage = null;

        /**
         * Content receiptMessage.
         * @member {aldis.ReceiptMessage.$Properties|null|undefined} receiptMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.receiptMessage = null;

        /**
         * Content typingMessage.
         * @member {aldis.TypingMessage.$Properties|null|undefined} typingMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.typingMessage = null;

        /**
         * Content senderKeyDistributionMessage.
         * @member {Uint8Array} senderKeyDistributionMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.senderKeyDistributionMessage = $util.newBuffer([]);

        /**
         * Content decryptionErrorMessage.
         * @member {Uint8Array} decryptionErrorMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.decryptionErrorMessage = $util.newBuffer([]);

        /**
         * Content editMessage.
         * @member {aldis.EditMessage.$Properties|null|undefined} editMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.editMessage = null;

        /**
         * Content callKeys.
         * @member {aldis.CallKeys.$Properties|null|undefined} callKeys
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.callKeys = null;

        /**
         * Content callMessage.
         * @member {aldis.CallMessage.$Properties|null|undefined} callMessage
         * @memberof aldis.Content
         * @instance
         */
        Content.prototype.callMessage = null;

        /**
         * Creates a new Content instance using the specified properties.
         * @function create
         * @memberof aldis.Content
         * @static
         * @param {aldis.Content.$Properties=} [properties] Properties to set
         * @returns {aldis.Content} Content instance
         * @type {{
         *   (properties: aldis.Content.$Shape): aldis.Content & aldis.Content.$Shape;
         *   (properties?: aldis.Content.$Properties): aldis.Content;
         * }}
         */
        Content.create = function(properties) {
            return new Content(properties);
        };

        /**
         * Encodes the specified Content message. Does not implicitly {@link aldis.Content.verify|verify} messages.
         * @function encode
         * @memberof aldis.Content
         * @static
         * @param {aldis.Content.$Properties} message Content message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Content.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.dataMessage != null && $Object.hasOwnProperty.call(message, "dataMessage"))
                $root.aldis.DataMessage.encode(message.dataMessage, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.syncMessage != null && $Object.hasOwnProperty.call(message, "syncMessage"))
                $root.aldis.SyncMessage.encode(message.syncMessage, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.nullMessage != null && $Object.hasOwnProperty.call(message, "nullMessage"))
                $root.aldis.NullMessage.encode(message.nullMessage, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.receiptMessage != null && $Object.hasOwnProperty.call(message, "receiptMessage"))
                $root.aldis.ReceiptMessage.encode(message.receiptMessage, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.typingMessage != null && $Object.hasOwnProperty.call(message, "typingMessage"))
                $root.aldis.TypingMessage.encode(message.typingMessage, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.senderKeyDistributionMessage != null && $Object.hasOwnProperty.call(message, "senderKeyDistributionMessage"))
                writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.senderKeyDistributionMessage);
            if (message.decryptionErrorMessage != null && $Object.hasOwnProperty.call(message, "decryptionErrorMessage"))
                writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.decryptionErrorMessage);
            if (message.editMessage != null && $Object.hasOwnProperty.call(message, "editMessage"))
                $root.aldis.EditMessage.encode(message.editMessage, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.callKeys != null && $Object.hasOwnProperty.call(message, "callKeys"))
                $root.aldis.CallKeys.encode(message.callKeys, writer.uint32(/* id 100, wireType 2 =*/802).fork(), _depth + 1).ldelim();
            if (message.callMessage != null && $Object.hasOwnProperty.call(message, "callMessage"))
                $root.aldis.CallMessage.encode(message.callMessage, writer.uint32(/* id 101, wireType 2 =*/810).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Content message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Content
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Content & aldis.Content.$Shape} Content
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Content.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Content();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.dataMessage = $root.aldis.DataMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.dataMessage);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.syncMessage = $root.aldis.SyncMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.syncMessage);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.nullMessage = $root.aldis.NullMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.nullMessage);
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.receiptMessage = $root.aldis.ReceiptMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.receiptMessage);
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.typingMessage = $root.aldis.TypingMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.typingMessage);
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.senderKeyDistributionMessage = reader.bytes();
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.decryptionErrorMessage = reader.bytes();
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.editMessage = $root.aldis.EditMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.editMessage);
                        continue;
                    }
                case 100: {
                        if (wireType !== 2)
                            break;
                        message.callKeys = $root.aldis.CallKeys.decode(reader, reader.size(), $undefined, _depth + 1, message.callKeys);
                        continue;
                    }
                case 101: {
                        if (wireType !== 2)
                            break;
                        message.callMessage = $root.aldis.CallMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.callMessage);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Content message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Content
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Content} Content
         */
        Content.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Content)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Content: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Content();
            if (object.dataMessage != null) {
                if (!$util.isObject(object.dataMessage))
                    throw $TypeError(".aldis.Content.dataMessage: object expected");
                message.dataMessage = $root.aldis.DataMessage.fromObject(object.dataMessage, _depth + 1);
            }
            if (object.syncMessage != null) {
                if (!$util.isObject(object.syncMessage))
                    throw $TypeError(".aldis.Content.syncMessage: object expected");
                message.syncMessage = $root.aldis.SyncMessage.fromObject(object.syncMessage, _depth + 1);
            }
            if (object.nullMessage != null) {
                if (!$util.isObject(object.nullMessage))
                    throw $TypeError(".aldis.Content.nullMessage: object expected");
                message.nullMessage = $root.aldis.NullMessage.fromObject(object.nullMessage, _depth + 1);
            }
            if (object.receiptMessage != null) {
                if (!$util.isObject(object.receiptMessage))
                    throw $TypeError(".aldis.Content.receiptMessage: object expected");
                message.receiptMessage = $root.aldis.ReceiptMessage.fromObject(object.receiptMessage, _depth + 1);
            }
            if (object.typingMessage != null) {
                if (!$util.isObject(object.typingMessage))
                    throw $TypeError(".aldis.Content.typingMessage: object expected");
                message.typingMessage = $root.aldis.TypingMessage.fromObject(object.typingMessage, _depth + 1);
            }
            if (object.senderKeyDistributionMessage != null)
                if (typeof object.senderKeyDistributionMessage === "string")
                    $util.base64.decode(object.senderKeyDistributionMessage, message.senderKeyDistributionMessage = $util.newBuffer($util.base64.length(object.senderKeyDistributionMessage)), 0);
                else if (object.senderKeyDistributionMessage.length >= 0)
                    message.senderKeyDistributionMessage = object.senderKeyDistributionMessage;
            if (object.decryptionErrorMessage != null)
                if (typeof object.decryptionErrorMessage === "string")
                    $util.base64.decode(object.decryptionErrorMessage, message.decryptionErrorMessage = $util.newBuffer($util.base64.length(object.decryptionErrorMessage)), 0);
                else if (object.decryptionErrorMessage.length >= 0)
                    message.decryptionErrorMessage = object.decryptionErrorMessage;
            if (object.editMessage != null) {
                if (!$util.isObject(object.editMessage))
                    throw $TypeError(".aldis.Content.editMessage: object expected");
                message.editMessage = $root.aldis.EditMessage.fromObject(object.editMessage, _depth + 1);
            }
            if (object.callKeys != null) {
                if (!$util.isObject(object.callKeys))
                    throw $TypeError(".aldis.Content.callKeys: object expected");
                message.callKeys = $root.aldis.CallKeys.fromObject(object.callKeys, _depth + 1);
            }
            if (object.callMessage != null) {
                if (!$util.isObject(object.callMessage))
                    throw $TypeError(".aldis.Content.callMessage: object expected");
                message.callMessage = $root.aldis.CallMessage.fromObject(object.callMessage, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a Content message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Content
         * @static
         * @param {aldis.Content} message Content
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Content.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.dataMessage = null;
                object.syncMessage = null;
                object.nullMessage = null;
                object.receiptMessage = null;
                object.typingMessage = null;
                if (options.bytes === $String)
                    object.senderKeyDistributionMessage = "";
                else {
                    object.senderKeyDistributionMessage = [];
                    if (options.bytes !== $Array)
                        object.senderKeyDistributionMessage = $util.newBuffer(object.senderKeyDistributionMessage);
                }
                if (options.bytes === $String)
                    object.decryptionErrorMessage = "";
                else {
                    object.decryptionErrorMessage = [];
                    if (options.bytes !== $Array)
                        object.decryptionErrorMessage = $util.newBuffer(object.decryptionErrorMessage);
                }
                object.editMessage = null;
                object.callKeys = null;
                object.callMessage = null;
            }
            if (message.dataMessage != null && $Object.hasOwnProperty.call(message, "dataMessage"))
                object.dataMessage = $root.aldis.DataMessage.toObject(message.dataMessage, options, _depth + 1);
            if (message.syncMessage != null && $Object.hasOwnProperty.call(message, "syncMessage"))
                object.syncMessage = $root.aldis.SyncMessage.toObject(message.syncMessage, options, _depth + 1);
            if (message.nullMessage != null && $Object.hasOwnProperty.call(message, "nullMessage"))
                object.nullMessage = $root.aldis.NullMessage.toObject(message.nullMessage, options, _depth + 1);
            if (message.receiptMessage != null && $Object.hasOwnProperty.call(message, "receiptMessage"))
                object.receiptMessage = $root.aldis.ReceiptMessage.toObject(message.receiptMessage, options, _depth + 1);
            if (message.typingMessage != null && $Object.hasOwnProperty.call(message, "typingMessage"))
                object.typingMessage = $root.aldis.TypingMessage.toObject(message.typingMessage, options, _depth + 1);
            if (message.senderKeyDistributionMessage != null && $Object.hasOwnProperty.call(message, "senderKeyDistributionMessage"))
                object.senderKeyDistributionMessage = options.bytes === $String ? $util.base64.encode(message.senderKeyDistributionMessage, 0, message.senderKeyDistributionMessage.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.senderKeyDistributionMessage) : message.senderKeyDistributionMessage;
            if (message.decryptionErrorMessage != null && $Object.hasOwnProperty.call(message, "decryptionErrorMessage"))
                object.decryptionErrorMessage = options.bytes === $String ? $util.base64.encode(message.decryptionErrorMessage, 0, message.decryptionErrorMessage.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.decryptionErrorMessage) : message.decryptionErrorMessage;
            if (message.editMessage != null && $Object.hasOwnProperty.call(message, "editMessage"))
                object.editMessage = $root.aldis.EditMessage.toObject(message.editMessage, options, _depth + 1);
            if (message.callKeys != null && $Object.hasOwnProperty.call(message, "callKeys"))
                object.callKeys = $root.aldis.CallKeys.toObject(message.callKeys, options, _depth + 1);
            if (message.callMessage != null && $Object.hasOwnProperty.call(message, "callMessage"))
                object.callMessage = $root.aldis.CallMessage.toObject(message.callMessage, options, _depth + 1);
            return object;
        };

        /**
         * Converts this Content to JSON.
         * @function toJSON
         * @memberof aldis.Content
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Content.prototype.toJSON = function() {
            return Content.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Content
         * @function getTypeUrl
         * @memberof aldis.Content
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Content.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Content";
        };

        return Content;
    })();

    aldis.DataMessage = (function() {

        /**
         * Properties of a DataMessage.
         * @typedef {Object} aldis.DataMessage.$Properties
         * @property {string|null} [body] DataMessage body
         * @property {number|null} [flags] DataMessage flags
         * @property {number|null} [expireTimer] DataMessage expireTimer
         * @property {Uint8Array|null} [profileKey] DataMessage profileKey
         * @property {number|Long|null} [timestamp] DataMessage timestamp
         * @property {aldis.Quote.$Properties|null} [quote] DataMessage quote
         * @property {number|null} [requiredProtocolVersion] DataMessage requiredProtocolVersion
         * @property {aldis.GroupContext.$Properties|null} [group] DataMessage group
         * @property {aldis.Reaction.$Properties|null} [reaction] DataMessage reaction
         * @property {aldis.Delete.$Properties|null} ["delete"] DataMessage delete
         * @property {Array.<aldis.BodyRange.$Properties>|null} [bodyRanges] DataMessage bodyRanges
         * @property {number|null} [expireTimerVersion] DataMessage expireTimerVersion
         * @property {aldis.PollCreate.$Properties|null} [pollCreate] DataMessage pollCreate
         * @property {aldis.PollTerminate.$Properties|null} [pollTerminate] DataMessage pollTerminate
         * @property {aldis.PollVote.$Properties|null} [pollVote] DataMessage pollVote
         * @property {aldis.PinMessage.$Properties|null} [pinMessage] DataMessage pinMessage
         * @property {aldis.UnpinMessage.$Properties|null} [unpinMessage] DataMessage unpinMessage
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DataMessage.
         * @memberof aldis
         * @interface IDataMessage
         * @augments aldis.DataMessage.$Properties
         * @deprecated Use aldis.DataMessage.$Properties instead.
         */

        /**
         * Shape of a DataMessage.
         * @typedef {aldis.DataMessage.$Properties} aldis.DataMessage.$Shape
         */

        /**
         * Constructs a new DataMessage.
         * @memberof aldis
         * @classdesc Represents a DataMessage.
         * @constructor
         * @param {aldis.DataMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DataMessage = function (properties) {
            this.bodyRanges = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DataMessage body.
         * @member {string} body
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.body = "";

        /**
         * DataMessage flags.
         * @member {number} flags
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.flags = 0;

        /**
         * DataMessage expireTimer.
         * @member {number} expireTimer
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.expireTimer = 0;

        /**
         * DataMessage profileKey.
         * @member {Uint8Array} profileKey
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.profileKey = $util.newBuffer([]);

        /**
         * DataMessage timestamp.
         * @member {number|Long} timestamp
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * DataMessage quote.
         * @member {aldis.Quote.$Properties|null|undefined} quote
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.quote = null;

        /**
         * DataMessage requiredProtocolVersion.
         * @member {number} requiredProtocolVersion
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.requiredProtocolVersion = 0;

        /**
         * DataMessage group.
         * @member {aldis.GroupContext.$Properties|null|undefined} group
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.group = null;

        /**
         * DataMessage reaction.
         * @member {aldis.Reaction.$Properties|null|undefined} reaction
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.reaction = null;

        /**
         * DataMessage delete.
         * @member {aldis.Delete.$Properties|null|undefined} delete
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype["delete"] = null;

        /**
         * DataMessage bodyRanges.
         * @member {Array.<aldis.BodyRange.$Properties>} bodyRanges
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.bodyRanges = $util.emptyArray;

        /**
         * DataMessage expireTimerVersion.
         * @member {number} expireTimerVersion
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.expireTimerVersion = 0;

        /**
         * DataMessage pollCreate.
         * @member {aldis.PollCreate.$Properties|null|undefined} pollCreate
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.pollCreate = null;

        /**
         * DataMessage pollTerminate.
         * @member {aldis.PollTerminate.$Properties|null|undefined} pollTerminate
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.pollTerminate = null;

        /**
         * DataMessage pollVote.
         * @member {aldis.PollVote.$Properties|null|undefined} pollVote
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.pollVote = null;

        /**
         * DataMessage pinMessage.
         * @member {aldis.PinMessage.$Properties|null|undefined} pinMessage
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.pinMessage = null;

        /**
         * DataMessage unpinMessage.
         * @member {aldis.UnpinMessage.$Properties|null|undefined} unpinMessage
         * @memberof aldis.DataMessage
         * @instance
         */
        DataMessage.prototype.unpinMessage = null;

        /**
         * Creates a new DataMessage instance using the specified properties.
         * @function create
         * @memberof aldis.DataMessage
         * @static
         * @param {aldis.DataMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.DataMessage} DataMessage instance
         * @type {{
         *   (properties: aldis.DataMessage.$Shape): aldis.DataMessage & aldis.DataMessage.$Shape;
         *   (properties?: aldis.DataMessage.$Properties): aldis.DataMessage;
         * }}
         */
        DataMessage.create = function(properties) {
            return new DataMessage(properties);
        };

        /**
         * Encodes the specified DataMessage message. Does not implicitly {@link aldis.DataMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.DataMessage
         * @static
         * @param {aldis.DataMessage.$Properties} message DataMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DataMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.body);
            if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.flags);
            if (message.expireTimer != null && $Object.hasOwnProperty.call(message, "expireTimer"))
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.expireTimer);
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey"))
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.profileKey);
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.timestamp);
            if (message.quote != null && $Object.hasOwnProperty.call(message, "quote"))
                $root.aldis.Quote.encode(message.quote, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
            if (message.requiredProtocolVersion != null && $Object.hasOwnProperty.call(message, "requiredProtocolVersion"))
                writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.requiredProtocolVersion);
            if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
                $root.aldis.GroupContext.encode(message.group, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
            if (message.reaction != null && $Object.hasOwnProperty.call(message, "reaction"))
                $root.aldis.Reaction.encode(message.reaction, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
            if (message["delete"] != null && $Object.hasOwnProperty.call(message, "delete"))
                $root.aldis.Delete.encode(message["delete"], writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
            if (message.bodyRanges != null && message.bodyRanges.length)
                for (let i = 0; i < message.bodyRanges.length; ++i)
                    $root.aldis.BodyRange.encode(message.bodyRanges[i], writer.uint32(/* id 18, wireType 2 =*/146).fork(), _depth + 1).ldelim();
            if (message.expireTimerVersion != null && $Object.hasOwnProperty.call(message, "expireTimerVersion"))
                writer.uint32(/* id 23, wireType 0 =*/184).uint32(message.expireTimerVersion);
            if (message.pollCreate != null && $Object.hasOwnProperty.call(message, "pollCreate"))
                $root.aldis.PollCreate.encode(message.pollCreate, writer.uint32(/* id 24, wireType 2 =*/194).fork(), _depth + 1).ldelim();
            if (message.pollTerminate != null && $Object.hasOwnProperty.call(message, "pollTerminate"))
                $root.aldis.PollTerminate.encode(message.pollTerminate, writer.uint32(/* id 25, wireType 2 =*/202).fork(), _depth + 1).ldelim();
            if (message.pollVote != null && $Object.hasOwnProperty.call(message, "pollVote"))
                $root.aldis.PollVote.encode(message.pollVote, writer.uint32(/* id 26, wireType 2 =*/210).fork(), _depth + 1).ldelim();
            if (message.pinMessage != null && $Object.hasOwnProperty.call(message, "pinMessage"))
                $root.aldis.PinMessage.encode(message.pinMessage, writer.uint32(/* id 27, wireType 2 =*/218).fork(), _depth + 1).ldelim();
            if (message.unpinMessage != null && $Object.hasOwnProperty.call(message, "unpinMessage"))
                $root.aldis.UnpinMessage.encode(message.unpinMessage, writer.uint32(/* id 28, wireType 2 =*/226).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DataMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.DataMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.DataMessage & aldis.DataMessage.$Shape} DataMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DataMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.DataMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.body = reader.string();
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.flags = reader.uint32();
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.expireTimer = reader.uint32();
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.profileKey = reader.bytes();
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        message.timestamp = reader.uint64();
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.quote = $root.aldis.Quote.decode(reader, reader.size(), $undefined, _depth + 1, message.quote);
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        message.requiredProtocolVersion = reader.uint32();
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.group = $root.aldis.GroupContext.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        message.reaction = $root.aldis.Reaction.decode(reader, reader.size(), $undefined, _depth + 1, message.reaction);
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        message["delete"] = $root.aldis.Delete.decode(reader, reader.size(), $undefined, _depth + 1, message["delete"]);
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        if (!(message.bodyRanges && message.bodyRanges.length))
                            message.bodyRanges = [];
                        message.bodyRanges.push($root.aldis.BodyRange.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 23: {
                        if (wireType !== 0)
                            break;
                        message.expireTimerVersion = reader.uint32();
                        continue;
                    }
                case 24: {
                        if (wireType !== 2)
                            break;
                        message.pollCreate = $root.aldis.PollCreate.decode(reader, reader.size(), $undefined, _depth + 1, message.pollCreate);
                        continue;
                    }
                case 25: {
                        if (wireType !== 2)
                            break;
                        message.pollTerminate = $root.aldis.PollTerminate.decode(reader, reader.size(), $undefined, _depth + 1, message.pollTerminate);
                        continue;
                    }
                case 26: {
                        if (wireType !== 2)
                            break;
                        message.pollVote = $root.aldis.PollVote.decode(reader, reader.size(), $undefined, _depth + 1, message.pollVote);
                        continue;
                    }
                case 27: {
                        if (wireType !== 2)
                            break;
                        message.pinMessage = $root.aldis.PinMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.pinMessage);
                        continue;
                    }
                case 28: {
                        if (wireType !== 2)
                            break;
                        message.unpinMessage = $root.aldis.UnpinMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.unpinMessage);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DataMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.DataMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.DataMessage} DataMessage
         */
        DataMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.DataMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.DataMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.DataMessage();
            if (object.body != null)
                message.body = $String(object.body);
            if (object.flags != null)
                message.flags = object.flags >>> 0;
            if (object.expireTimer != null)
                message.expireTimer = object.expireTimer >>> 0;
            if (object.profileKey != null)
                if (typeof object.profileKey === "string")
                    $util.base64.decode(object.profileKey, message.profileKey = $util.newBuffer($util.base64.length(object.profileKey)), 0);
                else if (object.profileKey.length >= 0)
                    message.profileKey = object.profileKey;
            if (object.timestamp != null)
                if ($util.Long)
                    message.timestamp = $util.Long.fromValue(object.timestamp, true);
                else if (typeof object.timestamp === "string")
                    message.timestamp = $parseInt(object.timestamp, 10);
                else if (typeof object.timestamp === "number")
                    message.timestamp = object.timestamp;
                else if (typeof object.timestamp === "object")
                    message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
            if (object.quote != null) {
                if (!$util.isObject(object.quote))
                    throw $TypeError(".aldis.DataMessage.quote: object expected");
                message.quote = $root.aldis.Quote.fromObject(object.quote, _depth + 1);
            }
            if (object.requiredProtocolVersion != null)
                message.requiredProtocolVersion = object.requiredProtocolVersion >>> 0;
            if (object.group != null) {
                if (!$util.isObject(object.group))
                    throw $TypeError(".aldis.DataMessage.group: object expected");
                message.group = $root.aldis.GroupContext.fromObject(object.group, _depth + 1);
            }
            if (object.reaction != null) {
                if (!$util.isObject(object.reaction))
                    throw $TypeError(".aldis.DataMessage.reaction: object expected");
                message.reaction = $root.aldis.Reaction.fromObject(object.reaction, _depth + 1);
            }
            if (object["delete"] != null) {
                if (!$util.isObject(object["delete"]))
                    throw $TypeError(".aldis.DataMessage.delete: object expected");
                message["delete"] = $root.aldis.Delete.fromObject(object["delete"], _depth + 1);
            }
            if (object.bodyRanges) {
                if (!$Array.isArray(object.bodyRanges))
                    throw $TypeError(".aldis.DataMessage.bodyRanges: array expected");
                message.bodyRanges = $Array(object.bodyRanges.length);
                for (let i = 0; i < object.bodyRanges.length; ++i) {
                    if (!$util.isObject(object.bodyRanges[i]))
                        throw $TypeError(".aldis.DataMessage.bodyRanges: object expected");
                    message.bodyRanges[i] = $root.aldis.BodyRange.fromObject(object.bodyRanges[i], _depth + 1);
                }
            }
            if (object.expireTimerVersion != null)
                message.expireTimerVersion = object.expireTimerVersion >>> 0;
            if (object.pollCreate != null) {
                if (!$util.isObject(object.pollCreate))
                    throw $TypeError(".aldis.DataMessage.pollCreate: object expected");
                message.pollCreate = $root.aldis.PollCreate.fromObject(object.pollCreate, _depth + 1);
            }
            if (object.pollTerminate != null) {
                if (!$util.isObject(object.pollTerminate))
                    throw $TypeError(".aldis.DataMessage.pollTerminate: object expected");
                message.pollTerminate = $root.aldis.PollTerminate.fromObject(object.pollTerminate, _depth + 1);
            }
            if (object.pollVote != null) {
                if (!$util.isObject(object.pollVote))
                    throw $TypeError(".aldis.DataMessage.pollVote: object expected");
                message.pollVote = $root.aldis.PollVote.fromObject(object.pollVote, _depth + 1);
            }
            if (object.pinMessage != null) {
                if (!$util.isObject(object.pinMessage))
                    throw $TypeError(".aldis.DataMessage.pinMessage: object expected");
                message.pinMessage = $root.aldis.PinMessage.fromObject(object.pinMessage, _depth + 1);
            }
            if (object.unpinMessage != null) {
                if (!$util.isObject(object.unpinMessage))
                    throw $TypeError(".aldis.DataMessage.unpinMessage: object expected");
                message.unpinMessage = $root.aldis.UnpinMessage.fromObject(object.unpinMessage, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a DataMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.DataMessage
         * @static
         * @param {aldis.DataMessage} message DataMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DataMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.bodyRanges = [];
            if (options.defaults) {
                object.body = "";
                object.flags = 0;
                object.expireTimer = 0;
                if (options.bytes === $String)
                    object.profileKey = "";
                else {
                    object.profileKey = [];
                    if (options.bytes !== $Array)
                        object.profileKey = $util.newBuffer(object.profileKey);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.quote = null;
                object.requiredProtocolVersion = 0;
                object.group = null;
                object.reaction = null;
                object["delete"] = null;
                object.expireTimerVersion = 0;
                object.pollCreate = null;
                object.pollTerminate = null;
                object.pollVote = null;
                object.pinMessage = null;
                object.unpinMessage = null;
            }
            if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                object.body = message.body;
            if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
                object.flags = message.flags;
            if (message.expireTimer != null && $Object.hasOwnProperty.call(message, "expireTimer"))
                object.expireTimer = message.expireTimer;
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey"))
                object.profileKey = options.bytes === $String ? $util.base64.encode(message.profileKey, 0, message.profileKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.profileKey) : message.profileKey;
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                else if (typeof message.timestamp === "number")
                    object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                else
                    object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
            if (message.quote != null && $Object.hasOwnProperty.call(message, "quote"))
                object.quote = $root.aldis.Quote.toObject(message.quote, options, _depth + 1);
            if (message.requiredProtocolVersion != null && $Object.hasOwnProperty.call(message, "requiredProtocolVersion"))
                object.requiredProtocolVersion = message.requiredProtocolVersion;
            if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
                object.group = $root.aldis.GroupContext.toObject(message.group, options, _depth + 1);
            if (message.reaction != null && $Object.hasOwnProperty.call(message, "reaction"))
                object.reaction = $root.aldis.Reaction.toObject(message.reaction, options, _depth + 1);
            if (message["delete"] != null && $Object.hasOwnProperty.call(message, "delete"))
                object["delete"] = $root.aldis.Delete.toObject(message["delete"], options, _depth + 1);
            if (message.bodyRanges && message.bodyRanges.length) {
                object.bodyRanges = $Array(message.bodyRanges.length);
                for (let j = 0; j < message.bodyRanges.length; ++j)
                    object.bodyRanges[j] = $root.aldis.BodyRange.toObject(message.bodyRanges[j], options, _depth + 1);
            }
            if (message.expireTimerVersion != null && $Object.hasOwnProperty.call(message, "expireTimerVersion"))
                object.expireTimerVersion = message.expireTimerVersion;
            if (message.pollCreate != null && $Object.hasOwnProperty.call(message, "pollCreate"))
                object.pollCreate = $root.aldis.PollCreate.toObject(message.pollCreate, options, _depth + 1);
            if (message.pollTerminate != null && $Object.hasOwnProperty.call(message, "pollTerminate"))
                object.pollTerminate = $root.aldis.PollTerminate.toObject(message.pollTerminate, options, _depth + 1);
            if (message.pollVote != null && $Object.hasOwnProperty.call(message, "pollVote"))
                object.pollVote = $root.aldis.PollVote.toObject(message.pollVote, options, _depth + 1);
            if (message.pinMessage != null && $Object.hasOwnProperty.call(message, "pinMessage"))
                object.pinMessage = $root.aldis.PinMessage.toObject(message.pinMessage, options, _depth + 1);
            if (message.unpinMessage != null && $Object.hasOwnProperty.call(message, "unpinMessage"))
                object.unpinMessage = $root.aldis.UnpinMessage.toObject(message.unpinMessage, options, _depth + 1);
            return object;
        };

        /**
         * Converts this DataMessage to JSON.
         * @function toJSON
         * @memberof aldis.DataMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DataMessage.prototype.toJSON = function() {
            return DataMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DataMessage
         * @function getTypeUrl
         * @memberof aldis.DataMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DataMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.DataMessage";
        };

        /**
         * Flags enum.
         * @name aldis.DataMessage.Flags
         * @enum {number}
         * @property {number} NONE=0 NONE value
         * @property {number} EXPIRATION_TIMER_UPDATE=2 EXPIRATION_TIMER_UPDATE value
         * @property {number} PROFILE_KEY_UPDATE=4 PROFILE_KEY_UPDATE value
         */
        DataMessage.Flags = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "NONE"] = 0;
            values[valuesById[2] = "EXPIRATION_TIMER_UPDATE"] = 2;
            values[valuesById[4] = "PROFILE_KEY_UPDATE"] = 4;
            return values;
        })();

        return DataMessage;
    })();

    aldis.Quote = (function() {

        /**
         * Properties of a Quote.
         * @typedef {Object} aldis.Quote.$Properties
         * @property {number|Long|null} [id] Quote id
         * @property {string|null} [text] Quote text
         * @property {string|null} [authorAci] Quote authorAci
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Quote.
         * @memberof aldis
         * @interface IQuote
         * @augments aldis.Quote.$Properties
         * @deprecated Use aldis.Quote.$Properties instead.
         */

        /**
         * Shape of a Quote.
         * @typedef {aldis.Quote.$Properties} aldis.Quote.$Shape
         */

        /**
         * Constructs a new Quote.
         * @memberof aldis
         * @classdesc Represents a Quote.
         * @constructor
         * @param {aldis.Quote.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Quote = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Quote id.
         * @member {number|Long} id
         * @memberof aldis.Quote
         * @instance
         */
        Quote.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Quote text.
         * @member {string} text
         * @memberof aldis.Quote
         * @instance
         */
        Quote.prototype.text = "";

        /**
         * Quote authorAci.
         * @member {string} authorAci
         * @memberof aldis.Quote
         * @instance
         */
        Quote.prototype.authorAci = "";

        /**
         * Creates a new Quote instance using the specified properties.
         * @function create
         * @memberof aldis.Quote
         * @static
         * @param {aldis.Quote.$Properties=} [properties] Properties to set
         * @returns {aldis.Quote} Quote instance
         * @type {{
         *   (properties: aldis.Quote.$Shape): aldis.Quote & aldis.Quote.$Shape;
         *   (properties?: aldis.Quote.$Properties): aldis.Quote;
         * }}
         */
        Quote.create = function(properties) {
            return new Quote(properties);
        };

        /**
         * Encodes the specified Quote message. Does not implicitly {@link aldis.Quote.verify|verify} messages.
         * @function encode
         * @memberof aldis.Quote
         * @static
         * @param {aldis.Quote.$Properties} message Quote message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Quote.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.id);
            if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.text);
            if (message.authorAci != null && $Object.hasOwnProperty.call(message, "authorAci"))
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.authorAci);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Quote message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Quote
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Quote & aldis.Quote.$Shape} Quote
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Quote.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Quote();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.id = reader.uint64();
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.text = reader.string();
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.authorAci = reader.string();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Quote message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Quote
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Quote} Quote
         */
        Quote.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Quote)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Quote: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Quote();
            if (object.id != null)
                if ($util.Long)
                    message.id = $util.Long.fromValue(object.id, true);
                else if (typeof object.id === "string")
                    message.id = $parseInt(object.id, 10);
                else if (typeof object.id === "number")
                    message.id = object.id;
                else if (typeof object.id === "object")
                    message.id = new $util.LongBits(object.id.low >>> 0, object.id.high >>> 0).toNumber(true);
            if (object.text != null)
                message.text = $String(object.text);
            if (object.authorAci != null)
                message.authorAci = $String(object.authorAci);
            return message;
        };

        /**
         * Creates a plain object from a Quote message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Quote
         * @static
         * @param {aldis.Quote} message Quote
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Quote.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.id = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.id = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.text = "";
                object.authorAci = "";
            }
            if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.id = typeof message.id === "number" ? $BigInt(message.id) : $util.Long.fromBits(message.id.low >>> 0, message.id.high >>> 0, true).toBigInt();
                else if (typeof message.id === "number")
                    object.id = options.longs === $String ? $String(message.id) : message.id;
                else
                    object.id = options.longs === $String ? $util.Long.prototype.toString.call(message.id) : options.longs === $Number ? new $util.LongBits(message.id.low >>> 0, message.id.high >>> 0).toNumber(true) : message.id;
            if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                object.text = message.text;
            if (message.authorAci != null && $Object.hasOwnProperty.call(message, "authorAci"))
                object.authorAci = message.authorAci;
            return object;
        };

        /**
         * Converts this Quote to JSON.
         * @function toJSON
         * @memberof aldis.Quote
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Quote.prototype.toJSON = function() {
            return Quote.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Quote
         * @function getTypeUrl
         * @memberof aldis.Quote
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Quote.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Quote";
        };

        return Quote;
    })();

    aldis.GroupContext = (function() {

        /**
         * Properties of a GroupContext.
         * @typedef {Object} aldis.GroupContext.$Properties
         * @property {Uint8Array|null} [masterKey] GroupContext masterKey
         * @property {number|null} [revision] GroupContext revision
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a GroupContext.
         * @memberof aldis
         * @interface IGroupContext
         * @augments aldis.GroupContext.$Properties
         * @deprecated Use aldis.GroupContext.$Properties instead.
         */

        /**
         * Shape of a GroupContext.
         * @typedef {aldis.GroupContext.$Properties} aldis.GroupContext.$Shape
         */

        /**
         * Constructs a new GroupContext.
         * @memberof aldis
         * @classdesc Represents a GroupContext.
         * @constructor
         * @param {aldis.GroupContext.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const GroupContext = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * GroupContext masterKey.
         * @member {Uint8Array} masterKey
         * @memberof aldis.GroupContext
         * @instance
         */
        GroupContext.prototype.masterKey = $util.newBuffer([]);

        /**
         * GroupContext revision.
         * @member {number} revision
         * @memberof aldis.GroupContext
         * @instance
         */
        GroupContext.prototype.revision = 0;

        /**
         * Creates a new GroupContext instance using the specified properties.
         * @function create
         * @memberof aldis.GroupContext
         * @static
         * @param {aldis.GroupContext.$Properties=} [properties] Properties to set
         * @returns {aldis.GroupContext} GroupContext instance
         * @type {{
         *   (properties: aldis.GroupContext.$Shape): aldis.GroupContext & aldis.GroupContext.$Shape;
         *   (properties?: aldis.GroupContext.$Properties): aldis.GroupContext;
         * }}
         */
        GroupContext.create = function(properties) {
            return new GroupContext(properties);
        };

        /**
         * Encodes the specified GroupContext message. Does not implicitly {@link aldis.GroupContext.verify|verify} messages.
         * @function encode
         * @memberof aldis.GroupContext
         * @static
         * @param {aldis.GroupContext.$Properties} message GroupContext message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        GroupContext.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.masterKey != null && $Object.hasOwnProperty.call(message, "masterKey"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.masterKey);
            if (message.revision != null && $Object.hasOwnProperty.call(message, "revision"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.revision);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a GroupContext message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.GroupContext
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.GroupContext & aldis.GroupContext.$Shape} GroupContext
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        GroupContext.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.GroupContext();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.masterKey = reader.bytes();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.revision = reader.uint32();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a GroupContext message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.GroupContext
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.GroupContext} GroupContext
         */
        GroupContext.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.GroupContext)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.GroupContext: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.GroupContext();
            if (object.masterKey != null)
                if (typeof object.masterKey === "string")
                    $util.base64.decode(object.masterKey, message.masterKey = $util.newBuffer($util.base64.length(object.masterKey)), 0);
                else if (object.masterKey.length >= 0)
                    message.masterKey = object.masterKey;
            if (object.revision != null)
                message.revision = object.revision >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a GroupContext message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.GroupContext
         * @static
         * @param {aldis.GroupContext} message GroupContext
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        GroupContext.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.masterKey = "";
                else {
                    object.masterKey = [];
                    if (options.bytes !== $Array)
                        object.masterKey = $util.newBuffer(object.masterKey);
                }
                object.revision = 0;
            }
            if (message.masterKey != null && $Object.hasOwnProperty.call(message, "masterKey"))
                object.masterKey = options.bytes === $String ? $util.base64.encode(message.masterKey, 0, message.masterKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.masterKey) : message.masterKey;
            if (message.revision != null && $Object.hasOwnProperty.call(message, "revision"))
                object.revision = message.revision;
            return object;
        };

        /**
         * Converts this GroupContext to JSON.
         * @function toJSON
         * @memberof aldis.GroupContext
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        GroupContext.prototype.toJSON = function() {
            return GroupContext.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for GroupContext
         * @function getTypeUrl
         * @memberof aldis.GroupContext
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        GroupContext.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.GroupContext";
        };

        return GroupContext;
    })();

    aldis.Reaction = (function() {

        /**
         * Properties of a Reaction.
         * @typedef {Object} aldis.Reaction.$Properties
         * @property {string|null} [emoji] Reaction emoji
         * @property {boolean|null} [remove] Reaction remove
         * @property {string|null} [targetAuthorAci] Reaction targetAuthorAci
         * @property {number|Long|null} [targetSentTimestamp] Reaction targetSentTimestamp
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Reaction.
         * @memberof aldis
         * @interface IReaction
         * @augments aldis.Reaction.$Properties
         * @deprecated Use aldis.Reaction.$Properties instead.
         */

        /**
         * Shape of a Reaction.
         * @typedef {aldis.Reaction.$Properties} aldis.Reaction.$Shape
         */

        /**
         * Constructs a new Reaction.
         * @memberof aldis
         * @classdesc Represents a Reaction.
         * @constructor
         * @param {aldis.Reaction.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Reaction = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Reaction emoji.
         * @member {string} emoji
         * @memberof aldis.Reaction
         * @instance
         */
        Reaction.prototype.emoji = "";

        /**
         * Reaction remove.
         * @member {boolean} remove
         * @memberof aldis.Reaction
         * @instance
         */
        Reaction.prototype.remove = false;

        /**
         * Reaction targetAuthorAci.
         * @member {string} targetAuthorAci
         * @memberof aldis.Reaction
         * @instance
         */
        Reaction.prototype.targetAuthorAci = "";

        /**
         * Reaction targetSentTimestamp.
         * @member {number|Long} targetSentTimestamp
         * @memberof aldis.Reaction
         * @instance
         */
        Reaction.prototype.targetSentTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Reaction instance using the specified properties.
         * @function create
         * @memberof aldis.Reaction
         * @static
         * @param {aldis.Reaction.$Properties=} [properties] Properties to set
         * @returns {aldis.Reaction} Reaction instance
         * @type {{
         *   (properties: aldis.Reaction.$Shape): aldis.Reaction & aldis.Reaction.$Shape;
         *   (properties?: aldis.Reaction.$Properties): aldis.Reaction;
         * }}
         */
        Reaction.create = function(properties) {
            return new Reaction(properties);
        };

        /**
         * Encodes the specified Reaction message. Does not implicitly {@link aldis.Reaction.verify|verify} messages.
         * @function encode
         * @memberof aldis.Reaction
         * @static
         * @param {aldis.Reaction.$Properties} message Reaction message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Reaction.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.emoji != null && $Object.hasOwnProperty.call(message, "emoji"))
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.emoji);
            if (message.remove != null && $Object.hasOwnProperty.call(message, "remove"))
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.remove);
            if (message.targetAuthorAci != null && $Object.hasOwnProperty.call(message, "targetAuthorAci"))
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.targetAuthorAci);
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.targetSentTimestamp);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Reaction message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Reaction
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Reaction & aldis.Reaction.$Shape} Reaction
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Reaction.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Reaction();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.emoji = reader.string();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.remove = reader.bool();
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.targetAuthorAci = reader.string();
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.targetSentTimestamp = reader.uint64();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Reaction message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Reaction
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Reaction} Reaction
         */
        Reaction.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Reaction)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Reaction: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Reaction();
            if (object.emoji != null)
                message.emoji = $String(object.emoji);
            if (object.remove != null)
                message.remove = $Boolean(object.remove);
            if (object.targetAuthorAci != null)
                message.targetAuthorAci = $String(object.targetAuthorAci);
            if (object.targetSentTimestamp != null)
                if ($util.Long)
                    message.targetSentTimestamp = $util.Long.fromValue(object.targetSentTimestamp, true);
                else if (typeof object.targetSentTimestamp === "string")
                    message.targetSentTimestamp = $parseInt(object.targetSentTimestamp, 10);
                else if (typeof object.targetSentTimestamp === "number")
                    message.targetSentTimestamp = object.targetSentTimestamp;
                else if (typeof object.targetSentTimestamp === "object")
                    message.targetSentTimestamp = new $util.LongBits(object.targetSentTimestamp.low >>> 0, object.targetSentTimestamp.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a Reaction message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Reaction
         * @static
         * @param {aldis.Reaction} message Reaction
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Reaction.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.emoji = "";
                object.remove = false;
                object.targetAuthorAci = "";
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.targetSentTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.targetSentTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.emoji != null && $Object.hasOwnProperty.call(message, "emoji"))
                object.emoji = message.emoji;
            if (message.remove != null && $Object.hasOwnProperty.call(message, "remove"))
                object.remove = message.remove;
            if (message.targetAuthorAci != null && $Object.hasOwnProperty.call(message, "targetAuthorAci"))
                object.targetAuthorAci = message.targetAuthorAci;
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.targetSentTimestamp = typeof message.targetSentTimestamp === "number" ? $BigInt(message.targetSentTimestamp) : $util.Long.fromBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.targetSentTimestamp === "number")
                    object.targetSentTimestamp = options.longs === $String ? $String(message.targetSentTimestamp) : message.targetSentTimestamp;
                else
                    object.targetSentTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.targetSentTimestamp) : options.longs === $Number ? new $util.LongBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0).toNumber(true) : message.targetSentTimestamp;
            return object;
        };

        /**
         * Converts this Reaction to JSON.
         * @function toJSON
         * @memberof aldis.Reaction
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Reaction.prototype.toJSON = function() {
            return Reaction.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Reaction
         * @function getTypeUrl
         * @memberof aldis.Reaction
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Reaction.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Reaction";
        };

        return Reaction;
    })();

    aldis.Delete = (function() {

        /**
         * Properties of a Delete.
         * @typedef {Object} aldis.Delete.$Properties
         * @property {number|Long|null} [targetSentTimestamp] Delete targetSentTimestamp
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Delete.
         * @memberof aldis
         * @interface IDelete
         * @augments aldis.Delete.$Properties
         * @deprecated Use aldis.Delete.$Properties instead.
         */

        /**
         * Shape of a Delete.
         * @typedef {aldis.Delete.$Properties} aldis.Delete.$Shape
         */

        /**
         * Constructs a new Delete.
         * @memberof aldis
         * @classdesc Represents a Delete.
         * @constructor
         * @param {aldis.Delete.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Delete = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Delete targetSentTimestamp.
         * @member {number|Long} targetSentTimestamp
         * @memberof aldis.Delete
         * @instance
         */
        Delete.prototype.targetSentTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Delete instance using the specified properties.
         * @function create
         * @memberof aldis.Delete
         * @static
         * @param {aldis.Delete.$Properties=} [properties] Properties to set
         * @returns {aldis.Delete} Delete instance
         * @type {{
         *   (properties: aldis.Delete.$Shape): aldis.Delete & aldis.Delete.$Shape;
         *   (properties?: aldis.Delete.$Properties): aldis.Delete;
         * }}
         */
        Delete.create = function(properties) {
            return new Delete(properties);
        };

        /**
         * Encodes the specified Delete message. Does not implicitly {@link aldis.Delete.verify|verify} messages.
         * @function encode
         * @memberof aldis.Delete
         * @static
         * @param {aldis.Delete.$Properties} message Delete message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Delete.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.targetSentTimestamp);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Delete message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Delete
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Delete & aldis.Delete.$Shape} Delete
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Delete.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Delete();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.targetSentTimestamp = reader.uint64();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Delete message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Delete
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Delete} Delete
         */
        Delete.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Delete)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Delete: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Delete();
            if (object.targetSentTimestamp != null)
                if ($util.Long)
                    message.targetSentTimestamp = $util.Long.fromValue(object.targetSentTimestamp, true);
                else if (typeof object.targetSentTimestamp === "string")
                    message.targetSentTimestamp = $parseInt(object.targetSentTimestamp, 10);
                else if (typeof object.targetSentTimestamp === "number")
                    message.targetSentTimestamp = object.targetSentTimestamp;
                else if (typeof object.targetSentTimestamp === "object")
                    message.targetSentTimestamp = new $util.LongBits(object.targetSentTimestamp.low >>> 0, object.targetSentTimestamp.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a Delete message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Delete
         * @static
         * @param {aldis.Delete} message Delete
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Delete.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.targetSentTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.targetSentTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.targetSentTimestamp = typeof message.targetSentTimestamp === "number" ? $BigInt(message.targetSentTimestamp) : $util.Long.fromBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.targetSentTimestamp === "number")
                    object.targetSentTimestamp = options.longs === $String ? $String(message.targetSentTimestamp) : message.targetSentTimestamp;
                else
                    object.targetSentTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.targetSentTimestamp) : options.longs === $Number ? new $util.LongBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0).toNumber(true) : message.targetSentTimestamp;
            return object;
        };

        /**
         * Converts this Delete to JSON.
         * @function toJSON
         * @memberof aldis.Delete
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Delete.prototype.toJSON = function() {
            return Delete.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Delete
         * @function getTypeUrl
         * @memberof aldis.Delete
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Delete.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Delete";
        };

        return Delete;
    })();

    aldis.BodyRange = (function() {

        /**
         * Properties of a BodyRange.
         * @typedef {Object} aldis.BodyRange.$Properties
         * @property {number|null} [start] BodyRange start
         * @property {number|null} [length] BodyRange length
         * @property {string|null} [mentionAci] BodyRange mentionAci
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a BodyRange.
         * @memberof aldis
         * @interface IBodyRange
         * @augments aldis.BodyRange.$Properties
         * @deprecated Use aldis.BodyRange.$Properties instead.
         */

        /**
         * Shape of a BodyRange.
         * @typedef {aldis.BodyRange.$Properties} aldis.BodyRange.$Shape
         */

        /**
         * Constructs a new BodyRange.
         * @memberof aldis
         * @classdesc Represents a BodyRange.
         * @constructor
         * @param {aldis.BodyRange.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const BodyRange = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * BodyRange start.
         * @member {number} start
         * @memberof aldis.BodyRange
         * @instance
         */
        BodyRange.prototype.start = 0;

        /**
         * BodyRange length.
         * @member {number} length
         * @memberof aldis.BodyRange
         * @instance
         */
        BodyRange.prototype.length = 0;

        /**
         * BodyRange mentionAci.
         * @member {string} mentionAci
         * @memberof aldis.BodyRange
         * @instance
         */
        BodyRange.prototype.mentionAci = "";

        /**
         * Creates a new BodyRange instance using the specified properties.
         * @function create
         * @memberof aldis.BodyRange
         * @static
         * @param {aldis.BodyRange.$Properties=} [properties] Properties to set
         * @returns {aldis.BodyRange} BodyRange instance
         * @type {{
         *   (properties: aldis.BodyRange.$Shape): aldis.BodyRange & aldis.BodyRange.$Shape;
         *   (properties?: aldis.BodyRange.$Properties): aldis.BodyRange;
         * }}
         */
        BodyRange.create = function(properties) {
            return new BodyRange(properties);
        };

        /**
         * Encodes the specified BodyRange message. Does not implicitly {@link aldis.BodyRange.verify|verify} messages.
         * @function encode
         * @memberof aldis.BodyRange
         * @static
         * @param {aldis.BodyRange.$Properties} message BodyRange message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        BodyRange.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.start != null && $Object.hasOwnProperty.call(message, "start"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.start);
            if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.length);
            if (message.mentionAci != null && $Object.hasOwnProperty.call(message, "mentionAci"))
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.mentionAci);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a BodyRange message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.BodyRange
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.BodyRange & aldis.BodyRange.$Shape} BodyRange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        BodyRange.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.BodyRange();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.start = reader.uint32();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.length = reader.uint32();
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.mentionAci = reader.string();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a BodyRange message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.BodyRange
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.BodyRange} BodyRange
         */
        BodyRange.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.BodyRange)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.BodyRange: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.BodyRange();
            if (object.start != null)
                message.start = object.start >>> 0;
            if (object.length != null)
                message.length = object.length >>> 0;
            if (object.mentionAci != null)
                message.mentionAci = $String(object.mentionAci);
            return message;
        };

        /**
         * Creates a plain object from a BodyRange message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.BodyRange
         * @static
         * @param {aldis.BodyRange} message BodyRange
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        BodyRange.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.start = 0;
                object.length = 0;
                object.mentionAci = "";
            }
            if (message.start != null && $Object.hasOwnProperty.call(message, "start"))
                object.start = message.start;
            if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                object.length = message.length;
            if (message.mentionAci != null && $Object.hasOwnProperty.call(message, "mentionAci"))
                object.mentionAci = message.mentionAci;
            return object;
        };

        /**
         * Converts this BodyRange to JSON.
         * @function toJSON
         * @memberof aldis.BodyRange
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        BodyRange.prototype.toJSON = function() {
            return BodyRange.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for BodyRange
         * @function getTypeUrl
         * @memberof aldis.BodyRange
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        BodyRange.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.BodyRange";
        };

        return BodyRange;
    })();

    aldis.PollCreate = (function() {

        /**
         * Properties of a PollCreate.
         * @typedef {Object} aldis.PollCreate.$Properties
         * @property {string|null} [question] PollCreate question
         * @property {boolean|null} [allowMultiple] PollCreate allowMultiple
         * @property {Array.<string>|null} [options] PollCreate options
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PollCreate.
         * @memberof aldis
         * @interface IPollCreate
         * @augments aldis.PollCreate.$Properties
         * @deprecated Use aldis.PollCreate.$Properties instead.
         */

        /**
         * Shape of a PollCreate.
         * @typedef {aldis.PollCreate.$Properties} aldis.PollCreate.$Shape
         */

        /**
         * Constructs a new PollCreate.
         * @memberof aldis
         * @classdesc Represents a PollCreate.
         * @constructor
         * @param {aldis.PollCreate.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PollCreate = function (properties) {
            this.options = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PollCreate question.
         * @member {string} question
         * @memberof aldis.PollCreate
         * @instance
         */
        PollCreate.prototype.question = "";

        /**
         * PollCreate allowMultiple.
         * @member {boolean} allowMultiple
         * @memberof aldis.PollCreate
         * @instance
         */
        PollCreate.prototype.allowMultiple = false;

        /**
         * PollCreate options.
         * @member {Array.<string>} options
         * @memberof aldis.PollCreate
         * @instance
         */
        PollCreate.prototype.options = $util.emptyArray;

        /**
         * Creates a new PollCreate instance using the specified properties.
         * @function create
         * @memberof aldis.PollCreate
         * @static
         * @param {aldis.PollCreate.$Properties=} [properties] Properties to set
         * @returns {aldis.PollCreate} PollCreate instance
         * @type {{
         *   (properties: aldis.PollCreate.$Shape): aldis.PollCreate & aldis.PollCreate.$Shape;
         *   (properties?: aldis.PollCreate.$Properties): aldis.PollCreate;
         * }}
         */
        PollCreate.create = function(properties) {
            return new PollCreate(properties);
        };

        /**
         * Encodes the specified PollCreate message. Does not implicitly {@link aldis.PollCreate.verify|verify} messages.
         * @function encode
         * @memberof aldis.PollCreate
         * @static
         * @param {aldis.PollCreate.$Properties} message PollCreate message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PollCreate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.question != null && $Object.hasOwnProperty.call(message, "question"))
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.question);
            if (message.allowMultiple != null && $Object.hasOwnProperty.call(message, "allowMultiple"))
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.allowMultiple);
            if (message.options != null && message.options.length)
                for (let i = 0; i < message.options.length; ++i)
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.options[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PollCreate message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.PollCreate
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.PollCreate & aldis.PollCreate.$Shape} PollCreate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PollCreate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.PollCreate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.question = reader.string();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.allowMultiple = reader.bool();
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.options && message.options.length))
                            message.options = [];
                        message.options.push(reader.string());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a PollCreate message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.PollCreate
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.PollCreate} PollCreate
         */
        PollCreate.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.PollCreate)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.PollCreate: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.PollCreate();
            if (object.question != null)
                message.question = $String(object.question);
            if (object.allowMultiple != null)
                message.allowMultiple = $Boolean(object.allowMultiple);
            if (object.options) {
                if (!$Array.isArray(object.options))
                    throw $TypeError(".aldis.PollCreate.options: array expected");
                message.options = $Array(object.options.length);
                for (let i = 0; i < object.options.length; ++i)
                    message.options[i] = $String(object.options[i]);
            }
            return message;
        };

        /**
         * Creates a plain object from a PollCreate message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.PollCreate
         * @static
         * @param {aldis.PollCreate} message PollCreate
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        PollCreate.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.options = [];
            if (options.defaults) {
                object.question = "";
                object.allowMultiple = false;
            }
            if (message.question != null && $Object.hasOwnProperty.call(message, "question"))
                object.question = message.question;
            if (message.allowMultiple != null && $Object.hasOwnProperty.call(message, "allowMultiple"))
                object.allowMultiple = message.allowMultiple;
            if (message.options && message.options.length) {
                object.options = $Array(message.options.length);
                for (let j = 0; j < message.options.length; ++j)
                    object.options[j] = message.options[j];
            }
            return object;
        };

        /**
         * Converts this PollCreate to JSON.
         * @function toJSON
         * @memberof aldis.PollCreate
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        PollCreate.prototype.toJSON = function() {
            return PollCreate.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for PollCreate
         * @function getTypeUrl
         * @memberof aldis.PollCreate
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        PollCreate.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.PollCreate";
        };

        return PollCreate;
    })();

    aldis.PollTerminate = (function() {

        /**
         * Properties of a PollTerminate.
         * @typedef {Object} aldis.PollTerminate.$Properties
         * @property {number|Long|null} [targetSentTimestamp] PollTerminate targetSentTimestamp
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PollTerminate.
         * @memberof aldis
         * @interface IPollTerminate
         * @augments aldis.PollTerminate.$Properties
         * @deprecated Use aldis.PollTerminate.$Properties instead.
         */

        /**
         * Shape of a PollTerminate.
         * @typedef {aldis.PollTerminate.$Properties} aldis.PollTerminate.$Shape
         */

        /**
         * Constructs a new PollTerminate.
         * @memberof aldis
         * @classdesc Represents a PollTerminate.
         * @constructor
         * @param {aldis.PollTerminate.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PollTerminate = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PollTerminate targetSentTimestamp.
         * @member {number|Long} targetSentTimestamp
         * @memberof aldis.PollTerminate
         * @instance
         */
        PollTerminate.prototype.targetSentTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new PollTerminate instance using the specified properties.
         * @function create
         * @memberof aldis.PollTerminate
         * @static
         * @param {aldis.PollTerminate.$Properties=} [properties] Properties to set
         * @returns {aldis.PollTerminate} PollTerminate instance
         * @type {{
         *   (properties: aldis.PollTerminate.$Shape): aldis.PollTerminate & aldis.PollTerminate.$Shape;
         *   (properties?: aldis.PollTerminate.$Properties): aldis.PollTerminate;
         * }}
         */
        PollTerminate.create = function(properties) {
            return new PollTerminate(properties);
        };

        /**
         * Encodes the specified PollTerminate message. Does not implicitly {@link aldis.PollTerminate.verify|verify} messages.
         * @function encode
         * @memberof aldis.PollTerminate
         * @static
         * @param {aldis.PollTerminate.$Properties} message PollTerminate message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PollTerminate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.targetSentTimestamp);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PollTerminate message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.PollTerminate
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.PollTerminate & aldis.PollTerminate.$Shape} PollTerminate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PollTerminate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.PollTerminate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.targetSentTimestamp = reader.uint64();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a PollTerminate message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.PollTerminate
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.PollTerminate} PollTerminate
         */
        PollTerminate.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.PollTerminate)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.PollTerminate: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.PollTerminate();
            if (object.targetSentTimestamp != null)
                if ($util.Long)
                    message.targetSentTimestamp = $util.Long.fromValue(object.targetSentTimestamp, true);
                else if (typeof object.targetSentTimestamp === "string")
                    message.targetSentTimestamp = $parseInt(object.targetSentTimestamp, 10);
                else if (typeof object.targetSentTimestamp === "number")
                    message.targetSentTimestamp = object.targetSentTimestamp;
                else if (typeof object.targetSentTimestamp === "object")
                    message.targetSentTimestamp = new $util.LongBits(object.targetSentTimestamp.low >>> 0, object.targetSentTimestamp.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a PollTerminate message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.PollTerminate
         * @static
         * @param {aldis.PollTerminate} message PollTerminate
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        PollTerminate.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.targetSentTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.targetSentTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.targetSentTimestamp = typeof message.targetSentTimestamp === "number" ? $BigInt(message.targetSentTimestamp) : $util.Long.fromBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.targetSentTimestamp === "number")
                    object.targetSentTimestamp = options.longs === $String ? $String(message.targetSentTimestamp) : message.targetSentTimestamp;
                else
                    object.targetSentTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.targetSentTimestamp) : options.longs === $Number ? new $util.LongBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0).toNumber(true) : message.targetSentTimestamp;
            return object;
        };

        /**
         * Converts this PollTerminate to JSON.
         * @function toJSON
         * @memberof aldis.PollTerminate
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        PollTerminate.prototype.toJSON = function() {
            return PollTerminate.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for PollTerminate
         * @function getTypeUrl
         * @memberof aldis.PollTerminate
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        PollTerminate.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.PollTerminate";
        };

        return PollTerminate;
    })();

    aldis.PollVote = (function() {

        /**
         * Properties of a PollVote.
         * @typedef {Object} aldis.PollVote.$Properties
         * @property {Uint8Array|null} [targetAuthorAciBinary] PollVote targetAuthorAciBinary
         * @property {number|Long|null} [targetSentTimestamp] PollVote targetSentTimestamp
         * @property {Array.<number>|null} [optionIndexes] PollVote optionIndexes
         * @property {number|null} [voteCount] PollVote voteCount
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PollVote.
         * @memberof aldis
         * @interface IPollVote
         * @augments aldis.PollVote.$Properties
         * @deprecated Use aldis.PollVote.$Properties instead.
         */

        /**
         * Shape of a PollVote.
         * @typedef {aldis.PollVote.$Properties} aldis.PollVote.$Shape
         */

        /**
         * Constructs a new PollVote.
         * @memberof aldis
         * @classdesc Represents a PollVote.
         * @constructor
         * @param {aldis.PollVote.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PollVote = function (properties) {
            this.optionIndexes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PollVote targetAuthorAciBinary.
         * @member {Uint8Array} targetAuthorAciBinary
         * @memberof aldis.PollVote
         * @instance
         */
        PollVote.prototype.targetAuthorAciBinary = $util.newBuffer([]);

        /**
         * PollVote targetSentTimestamp.
         * @member {number|Long} targetSentTimestamp
         * @memberof aldis.PollVote
         * @instance
         */
        PollVote.prototype.targetSentTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PollVote optionIndexes.
         * @member {Array.<number>} optionIndexes
         * @memberof aldis.PollVote
         * @instance
         */
        PollVote.prototype.optionIndexes = $util.emptyArray;

        /**
         * PollVote voteCount.
         * @member {number} voteCount
         * @memberof aldis.PollVote
         * @instance
         */
        PollVote.prototype.voteCount = 0;

        /**
         * Creates a new PollVote instance using the specified properties.
         * @function create
         * @memberof aldis.PollVote
         * @static
         * @param {aldis.PollVote.$Properties=} [properties] Properties to set
         * @returns {aldis.PollVote} PollVote instance
         * @type {{
         *   (properties: aldis.PollVote.$Shape): aldis.PollVote & aldis.PollVote.$Shape;
         *   (properties?: aldis.PollVote.$Properties): aldis.PollVote;
         * }}
         */
        PollVote.create = function(properties) {
            return new PollVote(properties);
        };

        /**
         * Encodes the specified PollVote message. Does not implicitly {@link aldis.PollVote.verify|verify} messages.
         * @function encode
         * @memberof aldis.PollVote
         * @static
         * @param {aldis.PollVote.$Properties} message PollVote message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PollVote.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.targetAuthorAciBinary != null && $Object.hasOwnProperty.call(message, "targetAuthorAciBinary"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.targetAuthorAciBinary);
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.targetSentTimestamp);
            if (message.optionIndexes != null && message.optionIndexes.length)
                for (let i = 0; i < message.optionIndexes.length; ++i)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.optionIndexes[i]);
            if (message.voteCount != null && $Object.hasOwnProperty.call(message, "voteCount"))
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.voteCount);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PollVote message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.PollVote
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.PollVote & aldis.PollVote.$Shape} PollVote
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PollVote.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.PollVote();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.targetAuthorAciBinary = reader.bytes();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.targetSentTimestamp = reader.uint64();
                        continue;
                    }
                case 3: {
                        if (wireType === 2) {
                            if (!(message.optionIndexes && message.optionIndexes.length))
                                message.optionIndexes = [];
                            reader.uint32s(message.optionIndexes);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.optionIndexes && message.optionIndexes.length))
                            message.optionIndexes = [];
                        message.optionIndexes.push(reader.uint32());
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.voteCount = reader.uint32();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a PollVote message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.PollVote
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.PollVote} PollVote
         */
        PollVote.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.PollVote)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.PollVote: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.PollVote();
            if (object.targetAuthorAciBinary != null)
                if (typeof object.targetAuthorAciBinary === "string")
                    $util.base64.decode(object.targetAuthorAciBinary, message.targetAuthorAciBinary = $util.newBuffer($util.base64.length(object.targetAuthorAciBinary)), 0);
                else if (object.targetAuthorAciBinary.length >= 0)
                    message.targetAuthorAciBinary = object.targetAuthorAciBinary;
            if (object.targetSentTimestamp != null)
                if ($util.Long)
                    message.targetSentTimestamp = $util.Long.fromValue(object.targetSentTimestamp, true);
                else if (typeof object.targetSentTimestamp === "string")
                    message.targetSentTimestamp = $parseInt(object.targetSentTimestamp, 10);
                else if (typeof object.targetSentTimestamp === "number")
                    message.targetSentTimestamp = object.targetSentTimestamp;
                else if (typeof object.targetSentTimestamp === "object")
                    message.targetSentTimestamp = new $util.LongBits(object.targetSentTimestamp.low >>> 0, object.targetSentTimestamp.high >>> 0).toNumber(true);
            if (object.optionIndexes) {
                if (!$Array.isArray(object.optionIndexes))
                    throw $TypeError(".aldis.PollVote.optionIndexes: array expected");
                message.optionIndexes = $Array(object.optionIndexes.length);
                for (let i = 0; i < object.optionIndexes.length; ++i)
                    message.optionIndexes[i] = object.optionIndexes[i] >>> 0;
            }
            if (object.voteCount != null)
                message.voteCount = object.voteCount >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a PollVote message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.PollVote
         * @static
         * @param {aldis.PollVote} message PollVote
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        PollVote.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.optionIndexes = [];
            if (options.defaults) {
                if (options.bytes === $String)
                    object.targetAuthorAciBinary = "";
                else {
                    object.targetAuthorAciBinary = [];
                    if (options.bytes !== $Array)
                        object.targetAuthorAciBinary = $util.newBuffer(object.targetAuthorAciBinary);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.targetSentTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.targetSentTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.voteCount = 0;
            }
            if (message.targetAuthorAciBinary != null && $Object.hasOwnProperty.call(message, "targetAuthorAciBinary"))
                object.targetAuthorAciBinary = options.bytes === $String ? $util.base64.encode(message.targetAuthorAciBinary, 0, message.targetAuthorAciBinary.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.targetAuthorAciBinary) : message.targetAuthorAciBinary;
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.targetSentTimestamp = typeof message.targetSentTimestamp === "number" ? $BigInt(message.targetSentTimestamp) : $util.Long.fromBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.targetSentTimestamp === "number")
                    object.targetSentTimestamp = options.longs === $String ? $String(message.targetSentTimestamp) : message.targetSentTimestamp;
                else
                    object.targetSentTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.targetSentTimestamp) : options.longs === $Number ? new $util.LongBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0).toNumber(true) : message.targetSentTimestamp;
            if (message.optionIndexes && message.optionIndexes.length) {
                object.optionIndexes = $Array(message.optionIndexes.length);
                for (let j = 0; j < message.optionIndexes.length; ++j)
                    object.optionIndexes[j] = message.optionIndexes[j];
            }
            if (message.voteCount != null && $Object.hasOwnProperty.call(message, "voteCount"))
                object.voteCount = message.voteCount;
            return object;
        };

        /**
         * Converts this PollVote to JSON.
         * @function toJSON
         * @memberof aldis.PollVote
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        PollVote.prototype.toJSON = function() {
            return PollVote.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for PollVote
         * @function getTypeUrl
         * @memberof aldis.PollVote
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        PollVote.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.PollVote";
        };

        return PollVote;
    })();

    aldis.PinMessage = (function() {

        /**
         * Properties of a PinMessage.
         * @typedef {Object} aldis.PinMessage.$Properties
         * @property {Uint8Array|null} [targetAuthorAciBinary] PinMessage targetAuthorAciBinary
         * @property {number|Long|null} [targetSentTimestamp] PinMessage targetSentTimestamp
         * @property {number|null} [pinDurationSeconds] PinMessage pinDurationSeconds
         * @property {boolean|null} [pinDurationForever] PinMessage pinDurationForever
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PinMessage.
         * @memberof aldis
         * @interface IPinMessage
         * @augments aldis.PinMessage.$Properties
         * @deprecated Use aldis.PinMessage.$Properties instead.
         */

        /**
         * Shape of a PinMessage.
         * @typedef {aldis.PinMessage.$Properties} aldis.PinMessage.$Shape
         */

        /**
         * Constructs a new PinMessage.
         * @memberof aldis
         * @classdesc Represents a PinMessage.
         * @constructor
         * @param {aldis.PinMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PinMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PinMessage targetAuthorAciBinary.
         * @member {Uint8Array} targetAuthorAciBinary
         * @memberof aldis.PinMessage
         * @instance
         */
        PinMessage.prototype.targetAuthorAciBinary = $util.newBuffer([]);

        /**
         * PinMessage targetSentTimestamp.
         * @member {number|Long} targetSentTimestamp
         * @memberof aldis.PinMessage
         * @instance
         */
        PinMessage.prototype.targetSentTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PinMessage pinDurationSeconds.
         * @member {number} pinDurationSeconds
         * @memberof aldis.PinMessage
         * @instance
         */
        PinMessage.prototype.pinDurationSeconds = 0;

        /**
         * PinMessage pinDurationForever.
         * @member {boolean} pinDurationForever
         * @memberof aldis.PinMessage
         * @instance
         */
        PinMessage.prototype.pinDurationForever = false;

        /**
         * Creates a new PinMessage instance using the specified properties.
         * @function create
         * @memberof aldis.PinMessage
         * @static
         * @param {aldis.PinMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.PinMessage} PinMessage instance
         * @type {{
         *   (properties: aldis.PinMessage.$Shape): aldis.PinMessage & aldis.PinMessage.$Shape;
         *   (properties?: aldis.PinMessage.$Properties): aldis.PinMessage;
         * }}
         */
        PinMessage.create = function(properties) {
            return new PinMessage(properties);
        };

        /**
         * Encodes the specified PinMessage message. Does not implicitly {@link aldis.PinMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.PinMessage
         * @static
         * @param {aldis.PinMessage.$Properties} message PinMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PinMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.targetAuthorAciBinary != null && $Object.hasOwnProperty.call(message, "targetAuthorAciBinary"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.targetAuthorAciBinary);
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.targetSentTimestamp);
            if (message.pinDurationSeconds != null && $Object.hasOwnProperty.call(message, "pinDurationSeconds"))
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pinDurationSeconds);
            if (message.pinDurationForever != null && $Object.hasOwnProperty.call(message, "pinDurationForever"))
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.pinDurationForever);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PinMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.PinMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.PinMessage & aldis.PinMessage.$Shape} PinMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PinMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.PinMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.targetAuthorAciBinary = reader.bytes();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.targetSentTimestamp = reader.uint64();
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.pinDurationSeconds = reader.uint32();
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.pinDurationForever = reader.bool();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a PinMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.PinMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.PinMessage} PinMessage
         */
        PinMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.PinMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.PinMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.PinMessage();
            if (object.targetAuthorAciBinary != null)
                if (typeof object.targetAuthorAciBinary === "string")
                    $util.base64.decode(object.targetAuthorAciBinary, message.targetAuthorAciBinary = $util.newBuffer($util.base64.length(object.targetAuthorAciBinary)), 0);
                else if (object.targetAuthorAciBinary.length >= 0)
                    message.targetAuthorAciBinary = object.targetAuthorAciBinary;
            if (object.targetSentTimestamp != null)
                if ($util.Long)
                    message.targetSentTimestamp = $util.Long.fromValue(object.targetSentTimestamp, true);
                else if (typeof object.targetSentTimestamp === "string")
                    message.targetSentTimestamp = $parseInt(object.targetSentTimestamp, 10);
                else if (typeof object.targetSentTimestamp === "number")
                    message.targetSentTimestamp = object.targetSentTimestamp;
                else if (typeof object.targetSentTimestamp === "object")
                    message.targetSentTimestamp = new $util.LongBits(object.targetSentTimestamp.low >>> 0, object.targetSentTimestamp.high >>> 0).toNumber(true);
            if (object.pinDurationSeconds != null)
                message.pinDurationSeconds = object.pinDurationSeconds >>> 0;
            if (object.pinDurationForever != null)
                message.pinDurationForever = $Boolean(object.pinDurationForever);
            return message;
        };

        /**
         * Creates a plain object from a PinMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.PinMessage
         * @static
         * @param {aldis.PinMessage} message PinMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        PinMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.targetAuthorAciBinary = "";
                else {
                    object.targetAuthorAciBinary = [];
                    if (options.bytes !== $Array)
                        object.targetAuthorAciBinary = $util.newBuffer(object.targetAuthorAciBinary);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.targetSentTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.targetSentTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.pinDurationSeconds = 0;
                object.pinDurationForever = false;
            }
            if (message.targetAuthorAciBinary != null && $Object.hasOwnProperty.call(message, "targetAuthorAciBinary"))
                object.targetAuthorAciBinary = options.bytes === $String ? $util.base64.encode(message.targetAuthorAciBinary, 0, message.targetAuthorAciBinary.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.targetAuthorAciBinary) : message.targetAuthorAciBinary;
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.targetSentTimestamp = typeof message.targetSentTimestamp === "number" ? $BigInt(message.targetSentTimestamp) : $util.Long.fromBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.targetSentTimestamp === "number")
                    object.targetSentTimestamp = options.longs === $String ? $String(message.targetSentTimestamp) : message.targetSentTimestamp;
                else
                    object.targetSentTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.targetSentTimestamp) : options.longs === $Number ? new $util.LongBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0).toNumber(true) : message.targetSentTimestamp;
            if (message.pinDurationSeconds != null && $Object.hasOwnProperty.call(message, "pinDurationSeconds"))
                object.pinDurationSeconds = message.pinDurationSeconds;
            if (message.pinDurationForever != null && $Object.hasOwnProperty.call(message, "pinDurationForever"))
                object.pinDurationForever = message.pinDurationForever;
            return object;
        };

        /**
         * Converts this PinMessage to JSON.
         * @function toJSON
         * @memberof aldis.PinMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        PinMessage.prototype.toJSON = function() {
            return PinMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for PinMessage
         * @function getTypeUrl
         * @memberof aldis.PinMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        PinMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.PinMessage";
        };

        return PinMessage;
    })();

    aldis.UnpinMessage = (function() {

        /**
         * Properties of an UnpinMessage.
         * @typedef {Object} aldis.UnpinMessage.$Properties
         * @property {Uint8Array|null} [targetAuthorAciBinary] UnpinMessage targetAuthorAciBinary
         * @property {number|Long|null} [targetSentTimestamp] UnpinMessage targetSentTimestamp
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an UnpinMessage.
         * @memberof aldis
         * @interface IUnpinMessage
         * @augments aldis.UnpinMessage.$Properties
         * @deprecated Use aldis.UnpinMessage.$Properties instead.
         */

        /**
         * Shape of an UnpinMessage.
         * @typedef {aldis.UnpinMessage.$Properties} aldis.UnpinMessage.$Shape
         */

        /**
         * Constructs a new UnpinMessage.
         * @memberof aldis
         * @classdesc Represents an UnpinMessage.
         * @constructor
         * @param {aldis.UnpinMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const UnpinMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * UnpinMessage targetAuthorAciBinary.
         * @member {Uint8Array} targetAuthorAciBinary
         * @memberof aldis.UnpinMessage
         * @instance
         */
        UnpinMessage.prototype.targetAuthorAciBinary = $util.newBuffer([]);

        /**
         * UnpinMessage targetSentTimestamp.
         * @member {number|Long} targetSentTimestamp
         * @memberof aldis.UnpinMessage
         * @instance
         */
        UnpinMessage.prototype.targetSentTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new UnpinMessage instance using the specified properties.
         * @function create
         * @memberof aldis.UnpinMessage
         * @static
         * @param {aldis.UnpinMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.UnpinMessage} UnpinMessage instance
         * @type {{
         *   (properties: aldis.UnpinMessage.$Shape): aldis.UnpinMessage & aldis.UnpinMessage.$Shape;
         *   (properties?: aldis.UnpinMessage.$Properties): aldis.UnpinMessage;
         * }}
         */
        UnpinMessage.create = function(properties) {
            return new UnpinMessage(properties);
        };

        /**
         * Encodes the specified UnpinMessage message. Does not implicitly {@link aldis.UnpinMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.UnpinMessage
         * @static
         * @param {aldis.UnpinMessage.$Properties} message UnpinMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        UnpinMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.targetAuthorAciBinary != null && $Object.hasOwnProperty.call(message, "targetAuthorAciBinary"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.targetAuthorAciBinary);
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.targetSentTimestamp);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an UnpinMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.UnpinMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.UnpinMessage & aldis.UnpinMessage.$Shape} UnpinMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        UnpinMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.UnpinMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.targetAuthorAciBinary = reader.bytes();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.targetSentTimestamp = reader.uint64();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an UnpinMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.UnpinMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.UnpinMessage} UnpinMessage
         */
        UnpinMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.UnpinMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.UnpinMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.UnpinMessage();
            if (object.targetAuthorAciBinary != null)
                if (typeof object.targetAuthorAciBinary === "string")
                    $util.base64.decode(object.targetAuthorAciBinary, message.targetAuthorAciBinary = $util.newBuffer($util.base64.length(object.targetAuthorAciBinary)), 0);
                else if (object.targetAuthorAciBinary.length >= 0)
                    message.targetAuthorAciBinary = object.targetAuthorAciBinary;
            if (object.targetSentTimestamp != null)
                if ($util.Long)
                    message.targetSentTimestamp = $util.Long.fromValue(object.targetSentTimestamp, true);
                else if (typeof object.targetSentTimestamp === "string")
                    message.targetSentTimestamp = $parseInt(object.targetSentTimestamp, 10);
                else if (typeof object.targetSentTimestamp === "number")
                    message.targetSentTimestamp = object.targetSentTimestamp;
                else if (typeof object.targetSentTimestamp === "object")
                    message.targetSentTimestamp = new $util.LongBits(object.targetSentTimestamp.low >>> 0, object.targetSentTimestamp.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from an UnpinMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.UnpinMessage
         * @static
         * @param {aldis.UnpinMessage} message UnpinMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        UnpinMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.targetAuthorAciBinary = "";
                else {
                    object.targetAuthorAciBinary = [];
                    if (options.bytes !== $Array)
                        object.targetAuthorAciBinary = $util.newBuffer(object.targetAuthorAciBinary);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.targetSentTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.targetSentTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.targetAuthorAciBinary != null && $Object.hasOwnProperty.call(message, "targetAuthorAciBinary"))
                object.targetAuthorAciBinary = options.bytes === $String ? $util.base64.encode(message.targetAuthorAciBinary, 0, message.targetAuthorAciBinary.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.targetAuthorAciBinary) : message.targetAuthorAciBinary;
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.targetSentTimestamp = typeof message.targetSentTimestamp === "number" ? $BigInt(message.targetSentTimestamp) : $util.Long.fromBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.targetSentTimestamp === "number")
                    object.targetSentTimestamp = options.longs === $String ? $String(message.targetSentTimestamp) : message.targetSentTimestamp;
                else
                    object.targetSentTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.targetSentTimestamp) : options.longs === $Number ? new $util.LongBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0).toNumber(true) : message.targetSentTimestamp;
            return object;
        };

        /**
         * Converts this UnpinMessage to JSON.
         * @function toJSON
         * @memberof aldis.UnpinMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        UnpinMessage.prototype.toJSON = function() {
            return UnpinMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for UnpinMessage
         * @function getTypeUrl
         * @memberof aldis.UnpinMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        UnpinMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.UnpinMessage";
        };

        return UnpinMessage;
    })();

    aldis.EditMessage = (function() {

        /**
         * Properties of an EditMessage.
         * @typedef {Object} aldis.EditMessage.$Properties
         * @property {number|Long|null} [targetSentTimestamp] EditMessage targetSentTimestamp
         * @property {aldis.DataMessage.$Properties|null} [dataMessage] EditMessage dataMessage
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an EditMessage.
         * @memberof aldis
         * @interface IEditMessage
         * @augments aldis.EditMessage.$Properties
         * @deprecated Use aldis.EditMessage.$Properties instead.
         */

        /**
         * Shape of an EditMessage.
         * @typedef {aldis.EditMessage.$Properties} aldis.EditMessage.$Shape
         */

        /**
         * Constructs a new EditMessage.
         * @memberof aldis
         * @classdesc Represents an EditMessage.
         * @constructor
         * @param {aldis.EditMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const EditMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * EditMessage targetSentTimestamp.
         * @member {number|Long} targetSentTimestamp
         * @memberof aldis.EditMessage
         * @instance
         */
        EditMessage.prototype.targetSentTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EditMessage dataMessage.
         * @member {aldis.DataMessage.$Properties|null|undefined} dataMessage
         * @memberof aldis.EditMessage
         * @instance
         */
        EditMessage.prototype.dataMessage = null;

        /**
         * Creates a new EditMessage instance using the specified properties.
         * @function create
         * @memberof aldis.EditMessage
         * @static
         * @param {aldis.EditMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.EditMessage} EditMessage instance
         * @type {{
         *   (properties: aldis.EditMessage.$Shape): aldis.EditMessage & aldis.EditMessage.$Shape;
         *   (properties?: aldis.EditMessage.$Properties): aldis.EditMessage;
         * }}
         */
        EditMessage.create = function(properties) {
            return new EditMessage(properties);
        };

        /**
         * Encodes the specified EditMessage message. Does not implicitly {@link aldis.EditMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.EditMessage
         * @static
         * @param {aldis.EditMessage.$Properties} message EditMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        EditMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.targetSentTimestamp);
            if (message.dataMessage != null && $Object.hasOwnProperty.call(message, "dataMessage"))
                $root.aldis.DataMessage.encode(message.dataMessage, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an EditMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.EditMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.EditMessage & aldis.EditMessage.$Shape} EditMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        EditMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.EditMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.targetSentTimestamp = reader.uint64();
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.dataMessage = $root.aldis.DataMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.dataMessage);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an EditMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.EditMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.EditMessage} EditMessage
         */
        EditMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.EditMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.EditMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.EditMessage();
            if (object.targetSentTimestamp != null)
                if ($util.Long)
                    message.targetSentTimestamp = $util.Long.fromValue(object.targetSentTimestamp, true);
                else if (typeof object.targetSentTimestamp === "string")
                    message.targetSentTimestamp = $parseInt(object.targetSentTimestamp, 10);
                else if (typeof object.targetSentTimestamp === "number")
                    message.targetSentTimestamp = object.targetSentTimestamp;
                else if (typeof object.targetSentTimestamp === "object")
                    message.targetSentTimestamp = new $util.LongBits(object.targetSentTimestamp.low >>> 0, object.targetSentTimestamp.high >>> 0).toNumber(true);
            if (object.dataMessage != null) {
                if (!$util.isObject(object.dataMessage))
                    throw $TypeError(".aldis.EditMessage.dataMessage: object expected");
                message.dataMessage = $root.aldis.DataMessage.fromObject(object.dataMessage, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from an EditMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.EditMessage
         * @static
         * @param {aldis.EditMessage} message EditMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        EditMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.targetSentTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.targetSentTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.dataMessage = null;
            }
            if (message.targetSentTimestamp != null && $Object.hasOwnProperty.call(message, "targetSentTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.targetSentTimestamp = typeof message.targetSentTimestamp === "number" ? $BigInt(message.targetSentTimestamp) : $util.Long.fromBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.targetSentTimestamp === "number")
                    object.targetSentTimestamp = options.longs === $String ? $String(message.targetSentTimestamp) : message.targetSentTimestamp;
                else
                    object.targetSentTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.targetSentTimestamp) : options.longs === $Number ? new $util.LongBits(message.targetSentTimestamp.low >>> 0, message.targetSentTimestamp.high >>> 0).toNumber(true) : message.targetSentTimestamp;
            if (message.dataMessage != null && $Object.hasOwnProperty.call(message, "dataMessage"))
                object.dataMessage = $root.aldis.DataMessage.toObject(message.dataMessage, options, _depth + 1);
            return object;
        };

        /**
         * Converts this EditMessage to JSON.
         * @function toJSON
         * @memberof aldis.EditMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        EditMessage.prototype.toJSON = function() {
            return EditMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for EditMessage
         * @function getTypeUrl
         * @memberof aldis.EditMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        EditMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.EditMessage";
        };

        return EditMessage;
    })();

    aldis.BlobPointer = (function() {

        /**
         * Properties of a BlobPointer.
         * @typedef {Object} aldis.BlobPointer.$Properties
         * @property {Uint8Array|null} [key] BlobPointer key
         * @property {number|null} [size] BlobPointer size
         * @property {Uint8Array|null} [digest] BlobPointer digest
         * @property {string|null} [cdnKey] BlobPointer cdnKey
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a BlobPointer.
         * @memberof aldis
         * @interface IBlobPointer
         * @augments aldis.BlobPointer.$Properties
         * @deprecated Use aldis.BlobPointer.$Properties instead.
         */

        /**
         * Shape of a BlobPointer.
         * @typedef {aldis.BlobPointer.$Properties} aldis.BlobPointer.$Shape
         */

        /**
         * Constructs a new BlobPointer.
         * @memberof aldis
         * @classdesc Represents a BlobPointer.
         * @constructor
         * @param {aldis.BlobPointer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const BlobPointer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * BlobPointer key.
         * @member {Uint8Array} key
         * @memberof aldis.BlobPointer
         * @instance
         */
        BlobPointer.prototype.key = $util.newBuffer([]);

        /**
         * BlobPointer size.
         * @member {number} size
         * @memberof aldis.BlobPointer
         * @instance
         */
        BlobPointer.prototype.size = 0;

        /**
         * BlobPointer digest.
         * @member {Uint8Array} digest
         * @memberof aldis.BlobPointer
         * @instance
         */
        BlobPointer.prototype.digest = $util.newBuffer([]);

        /**
         * BlobPointer cdnKey.
         * @member {string} cdnKey
         * @memberof aldis.BlobPointer
         * @instance
         */
        BlobPointer.prototype.cdnKey = "";

        /**
         * Creates a new BlobPointer instance using the specified properties.
         * @function create
         * @memberof aldis.BlobPointer
         * @static
         * @param {aldis.BlobPointer.$Properties=} [properties] Properties to set
         * @returns {aldis.BlobPointer} BlobPointer instance
         * @type {{
         *   (properties: aldis.BlobPointer.$Shape): aldis.BlobPointer & aldis.BlobPointer.$Shape;
         *   (properties?: aldis.BlobPointer.$Properties): aldis.BlobPointer;
         * }}
         */
        BlobPointer.create = function(properties) {
            return new BlobPointer(properties);
        };

        /**
         * Encodes the specified BlobPointer message. Does not implicitly {@link aldis.BlobPointer.verify|verify} messages.
         * @function encode
         * @memberof aldis.BlobPointer
         * @static
         * @param {aldis.BlobPointer.$Properties} message BlobPointer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        BlobPointer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.key);
            if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.size);
            if (message.digest != null && $Object.hasOwnProperty.call(message, "digest"))
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.digest);
            if (message.cdnKey != null && $Object.hasOwnProperty.call(message, "cdnKey"))
                writer.uint32(/* id 15, wireType 2 =*/122).string(message.cdnKey);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a BlobPointer message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.BlobPointer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.BlobPointer & aldis.BlobPointer.$Shape} BlobPointer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        BlobPointer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.BlobPointer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.key = reader.bytes();
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.size = reader.uint32();
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.digest = reader.bytes();
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.cdnKey = reader.string();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a BlobPointer message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.BlobPointer
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.BlobPointer} BlobPointer
         */
        BlobPointer.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.BlobPointer)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.BlobPointer: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.BlobPointer();
            if (object.key != null)
                if (typeof object.key === "string")
                    $util.base64.decode(object.key, message.key = $util.newBuffer($util.base64.length(object.key)), 0);
                else if (object.key.length >= 0)
                    message.key = object.key;
            if (object.size != null)
                message.size = object.size >>> 0;
            if (object.digest != null)
                if (typeof object.digest === "string")
                    $util.base64.decode(object.digest, message.digest = $util.newBuffer($util.base64.length(object.digest)), 0);
                else if (object.digest.length >= 0)
                    message.digest = object.digest;
            if (object.cdnKey != null)
                message.cdnKey = $String(object.cdnKey);
            return message;
        };

        /**
         * Creates a plain object from a BlobPointer message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.BlobPointer
         * @static
         * @param {aldis.BlobPointer} message BlobPointer
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        BlobPointer.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.key = "";
                else {
                    object.key = [];
                    if (options.bytes !== $Array)
                        object.key = $util.newBuffer(object.key);
                }
                object.size = 0;
                if (options.bytes === $String)
                    object.digest = "";
                else {
                    object.digest = [];
                    if (options.bytes !== $Array)
                        object.digest = $util.newBuffer(object.digest);
                }
                object.cdnKey = "";
            }
            if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                object.key = options.bytes === $String ? $util.base64.encode(message.key, 0, message.key.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.key) : message.key;
            if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
                object.size = message.size;
            if (message.digest != null && $Object.hasOwnProperty.call(message, "digest"))
                object.digest = options.bytes === $String ? $util.base64.encode(message.digest, 0, message.digest.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.digest) : message.digest;
            if (message.cdnKey != null && $Object.hasOwnProperty.call(message, "cdnKey"))
                object.cdnKey = message.cdnKey;
            return object;
        };

        /**
         * Converts this BlobPointer to JSON.
         * @function toJSON
         * @memberof aldis.BlobPointer
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        BlobPointer.prototype.toJSON = function() {
            return BlobPointer.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for BlobPointer
         * @function getTypeUrl
         * @memberof aldis.BlobPointer
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        BlobPointer.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.BlobPointer";
        };

        return BlobPointer;
    })();

    aldis.SyncMessage = (function() {

        /**
         * Properties of a SyncMessage.
         * @typedef {Object} aldis.SyncMessage.$Properties
         * @property {aldis.SyncMessage.Sent.$Properties|null} [sent] SyncMessage sent
         * @property {aldis.SyncMessage.Request.$Properties|null} [request] SyncMessage request
         * @property {Array.<aldis.SyncMessage.Mark.$Properties>|null} [read] SyncMessage read
         * @property {aldis.SyncMessage.FetchLatest.$Properties|null} [fetchLatest] SyncMessage fetchLatest
         * @property {aldis.SyncMessage.Keys.$Properties|null} [keys] SyncMessage keys
         * @property {Array.<aldis.SyncMessage.Mark.$Properties>|null} [viewed] SyncMessage viewed
         * @property {Uint8Array|null} [deviceList] SyncMessage deviceList
         * @property {aldis.SyncMessage.History.$Properties|null} [history] SyncMessage history
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SyncMessage.
         * @memberof aldis
         * @interface ISyncMessage
         * @augments aldis.SyncMessage.$Properties
         * @deprecated Use aldis.SyncMessage.$Properties instead.
         */

        /**
         * Shape of a SyncMessage.
         * @typedef {aldis.SyncMessage.$Properties} aldis.SyncMessage.$Shape
         */

        /**
         * Constructs a new SyncMessage.
         * @memberof aldis
         * @classdesc Represents a SyncMessage.
         * @constructor
         * @param {aldis.SyncMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SyncMessage = function (properties) {
            this.read = [];
            this.viewed = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SyncMessage sent.
         * @member {aldis.SyncMessage.Sent.$Properties|null|undefined} sent
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.sent = null;

        /**
         * SyncMessage request.
         * @member {aldis.SyncMessage.Request.$Properties|null|undefined} request
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.request = null;

        /**
         * SyncMessage read.
         * @member {Array.<aldis.SyncMessage.Mark.$Properties>} read
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.read = $util.emptyArray;

        /**
         * SyncMessage fetchLatest.
         * @member {aldis.SyncMessage.FetchLatest.$Properties|null|undefined} fetchLatest
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.fetchLatest = null;

        /**
         * SyncMessage keys.
         * @member {aldis.SyncMessage.Keys.$Properties|null|undefined} keys
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.keys = null;

        /**
         * SyncMessage viewed.
         * @member {Array.<aldis.SyncMessage.Mark.$Properties>} viewed
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.viewed = $util.emptyArray;

        /**
         * SyncMessage deviceList.
         * @member {Uint8Array} deviceList
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.deviceList = $util.newBuffer([]);

        /**
         * SyncMessage history.
         * @member {aldis.SyncMessage.History.$Properties|null|undefined} history
         * @memberof aldis.SyncMessage
         * @instance
         */
        SyncMessage.prototype.history = null;

        /**
         * Creates a new SyncMessage instance using the specified properties.
         * @function create
         * @memberof aldis.SyncMessage
         * @static
         * @param {aldis.SyncMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.SyncMessage} SyncMessage instance
         * @type {{
         *   (properties: aldis.SyncMessage.$Shape): aldis.SyncMessage & aldis.SyncMessage.$Shape;
         *   (properties?: aldis.SyncMessage.$Properties): aldis.SyncMessage;
         * }}
         */
        SyncMessage.create = function(properties) {
            return new SyncMessage(properties);
        };

        /**
         * Encodes the specified SyncMessage message. Does not implicitly {@link aldis.SyncMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.SyncMessage
         * @static
         * @param {aldis.SyncMessage.$Properties} message SyncMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SyncMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sent != null && $Object.hasOwnProperty.call(message, "sent"))
                $root.aldis.SyncMessage.Sent.encode(message.sent, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                $root.aldis.SyncMessage.Request.encode(message.request, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.read != null && message.read.length)
                for (let i = 0; i < message.read.length; ++i)
                    $root.aldis.SyncMessage.Mark.encode(message.read[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.fetchLatest != null && $Object.hasOwnProperty.call(message, "fetchLatest"))
                $root.aldis.SyncMessage.FetchLatest.encode(message.fetchLatest, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
            if (message.keys != null && $Object.hasOwnProperty.call(message, "keys"))
                $root.aldis.SyncMessage.Keys.encode(message.keys, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
            if (message.viewed != null && message.viewed.length)
                for (let i = 0; i < message.viewed.length; ++i)
                    $root.aldis.SyncMessage.Mark.encode(message.viewed[i], writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
            if (message.deviceList != null && $Object.hasOwnProperty.call(message, "deviceList"))
                writer.uint32(/* id 100, wireType 2 =*/802).bytes(message.deviceList);
            if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                $root.aldis.SyncMessage.History.encode(message.history, writer.uint32(/* id 101, wireType 2 =*/810).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SyncMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.SyncMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.SyncMessage & aldis.SyncMessage.$Shape} SyncMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SyncMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.SyncMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.sent = $root.aldis.SyncMessage.Sent.decode(reader, reader.size(), $undefined, _depth + 1, message.sent);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.request = $root.aldis.SyncMessage.Request.decode(reader, reader.size(), $undefined, _depth + 1, message.request);
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.read && message.read.length))
                            message.read = [];
                        message.read.push($root.aldis.SyncMessage.Mark.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.fetchLatest = $root.aldis.SyncMessage.FetchLatest.decode(reader, reader.size(), $undefined, _depth + 1, message.fetchLatest);
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.keys = $root.aldis.SyncMessage.Keys.decode(reader, reader.size(), $undefined, _depth + 1, message.keys);
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        if (!(message.viewed && message.viewed.length))
                            message.viewed = [];
                        message.viewed.push($root.aldis.SyncMessage.Mark.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 100: {
                        if (wireType !== 2)
                            break;
                        message.deviceList = reader.bytes();
                        continue;
                    }
                case 101: {
                        if (wireType !== 2)
                            break;
                        message.history = $root.aldis.SyncMessage.History.decode(reader, reader.size(), $undefined, _depth + 1, message.history);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SyncMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.SyncMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.SyncMessage} SyncMessage
         */
        SyncMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.SyncMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.SyncMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.SyncMessage();
            if (object.sent != null) {
                if (!$util.isObject(object.sent))
                    throw $TypeError(".aldis.SyncMessage.sent: object expected");
                message.sent = $root.aldis.SyncMessage.Sent.fromObject(object.sent, _depth + 1);
            }
            if (object.request != null) {
                if (!$util.isObject(object.request))
                    throw $TypeError(".aldis.SyncMessage.request: object expected");
                message.request = $root.aldis.SyncMessage.Request.fromObject(object.request, _depth + 1);
            }
            if (object.read) {
                if (!$Array.isArray(object.read))
                    throw $TypeError(".aldis.SyncMessage.read: array expected");
                message.read = $Array(object.read.length);
                for (let i = 0; i < object.read.length; ++i) {
                    if (!$util.isObject(object.read[i]))
                        throw $TypeError(".aldis.SyncMessage.read: object expected");
                    message.read[i] = $root.aldis.SyncMessage.Mark.fromObject(object.read[i], _depth + 1);
                }
            }
            if (object.fetchLatest != null) {
                if (!$util.isObject(object.fetchLatest))
                    throw $TypeError(".aldis.SyncMessage.fetchLatest: object expected");
                message.fetchLatest = $root.aldis.SyncMessage.FetchLatest.fromObject(object.fetchLatest, _depth + 1);
            }
            if (object.keys != null) {
                if (!$util.isObject(object.keys))
                    throw $TypeError(".aldis.SyncMessage.keys: object expected");
                message.keys = $root.aldis.SyncMessage.Keys.fromObject(object.keys, _depth + 1);
            }
            if (object.viewed) {
                if (!$Array.isArray(object.viewed))
                    throw $TypeError(".aldis.SyncMessage.viewed: array expected");
                message.viewed = $Array(object.viewed.length);
                for (let i = 0; i < object.viewed.length; ++i) {
                    if (!$util.isObject(object.viewed[i]))
                        throw $TypeError(".aldis.SyncMessage.viewed: object expected");
                    message.viewed[i] = $root.aldis.SyncMessage.Mark.fromObject(object.viewed[i], _depth + 1);
                }
            }
            if (object.deviceList != null)
                if (typeof object.deviceList === "string")
                    $util.base64.decode(object.deviceList, message.deviceList = $util.newBuffer($util.base64.length(object.deviceList)), 0);
                else if (object.deviceList.length >= 0)
                    message.deviceList = object.deviceList;
            if (object.history != null) {
                if (!$util.isObject(object.history))
                    throw $TypeError(".aldis.SyncMessage.history: object expected");
                message.history = $root.aldis.SyncMessage.History.fromObject(object.history, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a SyncMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.SyncMessage
         * @static
         * @param {aldis.SyncMessage} message SyncMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SyncMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.read = [];
                object.viewed = [];
            }
            if (options.defaults) {
                object.sent = null;
                object.request = null;
                object.fetchLatest = null;
                object.keys = null;
                if (options.bytes === $String)
                    object.deviceList = "";
                else {
                    object.deviceList = [];
                    if (options.bytes !== $Array)
                        object.deviceList = $util.newBuffer(object.deviceList);
                }
                object.history = null;
            }
            if (message.sent != null && $Object.hasOwnProperty.call(message, "sent"))
                object.sent = $root.aldis.SyncMessage.Sent.toObject(message.sent, options, _depth + 1);
            if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                object.request = $root.aldis.SyncMessage.Request.toObject(message.request, options, _depth + 1);
            if (message.read && message.read.length) {
                object.read = $Array(message.read.length);
                for (let j = 0; j < message.read.length; ++j)
                    object.read[j] = $root.aldis.SyncMessage.Mark.toObject(message.read[j], options, _depth + 1);
            }
            if (message.fetchLatest != null && $Object.hasOwnProperty.call(message, "fetchLatest"))
                object.fetchLatest = $root.aldis.SyncMessage.FetchLatest.toObject(message.fetchLatest, options, _depth + 1);
            if (message.keys != null && $Object.hasOwnProperty.call(message, "keys"))
                object.keys = $root.aldis.SyncMessage.Keys.toObject(message.keys, options, _depth + 1);
            if (message.viewed && message.viewed.length) {
                object.viewed = $Array(message.viewed.length);
                for (let j = 0; j < message.viewed.length; ++j)
                    object.viewed[j] = $root.aldis.SyncMessage.Mark.toObject(message.viewed[j], options, _depth + 1);
            }
            if (message.deviceList != null && $Object.hasOwnProperty.call(message, "deviceList"))
                object.deviceList = options.bytes === $String ? $util.base64.encode(message.deviceList, 0, message.deviceList.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.deviceList) : message.deviceList;
            if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                object.history = $root.aldis.SyncMessage.History.toObject(message.history, options, _depth + 1);
            return object;
        };

        /**
         * Converts this SyncMessage to JSON.
         * @function toJSON
         * @memberof aldis.SyncMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SyncMessage.prototype.toJSON = function() {
            return SyncMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SyncMessage
         * @function getTypeUrl
         * @memberof aldis.SyncMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SyncMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.SyncMessage";
        };

        SyncMessage.Sent = (function() {

            /**
             * Properties of a Sent.
             * @typedef {Object} aldis.SyncMessage.Sent.$Properties
             * @property {number|Long|null} [timestamp] Sent timestamp
             * @property {Uint8Array|null} [content] Sent content
             * @property {string|null} [destinationServiceId] Sent destinationServiceId
             * @property {number|Long|null} [serverTimestamp] Sent serverTimestamp
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Sent.
             * @memberof aldis.SyncMessage
             * @interface ISent
             * @augments aldis.SyncMessage.Sent.$Properties
             * @deprecated Use aldis.SyncMessage.Sent.$Properties instead.
             */

            /**
             * Shape of a Sent.
             * @typedef {aldis.SyncMessage.Sent.$Properties} aldis.SyncMessage.Sent.$Shape
             */

            /**
             * Constructs a new Sent.
             * @memberof aldis.SyncMessage
             * @classdesc Represents a Sent.
             * @constructor
             * @param {aldis.SyncMessage.Sent.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Sent = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Sent timestamp.
             * @member {number|Long} timestamp
             * @memberof aldis.SyncMessage.Sent
             * @instance
             */
            Sent.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Sent content.
             * @member {Uint8Array} content
             * @memberof aldis.SyncMessage.Sent
             * @instance
             */
            Sent.prototype.content = $util.newBuffer([]);

            /**
             * Sent destinationServiceId.
             * @member {string} destinationServiceId
             * @memberof aldis.SyncMessage.Sent
             * @instance
             */
            Sent.prototype.destinationServiceId = "";

            /**
             * Sent serverTimestamp.
             * @member {number|Long} serverTimestamp
             * @memberof aldis.SyncMessage.Sent
             * @instance
             */
            Sent.prototype.serverTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new Sent instance using the specified properties.
             * @function create
             * @memberof aldis.SyncMessage.Sent
             * @static
             * @param {aldis.SyncMessage.Sent.$Properties=} [properties] Properties to set
             * @returns {aldis.SyncMessage.Sent} Sent instance
             * @type {{
             *   (properties: aldis.SyncMessage.Sent.$Shape): aldis.SyncMessage.Sent & aldis.SyncMessage.Sent.$Shape;
             *   (properties?: aldis.SyncMessage.Sent.$Properties): aldis.SyncMessage.Sent;
             * }}
             */
            Sent.create = function(properties) {
                return new Sent(properties);
            };

            /**
             * Encodes the specified Sent message. Does not implicitly {@link aldis.SyncMessage.Sent.verify|verify} messages.
             * @function encode
             * @memberof aldis.SyncMessage.Sent
             * @static
             * @param {aldis.SyncMessage.Sent.$Properties} message Sent message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Sent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.timestamp);
                if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.content);
                if (message.destinationServiceId != null && $Object.hasOwnProperty.call(message, "destinationServiceId"))
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.destinationServiceId);
                if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                    writer.uint32(/* id 100, wireType 0 =*/800).uint64(message.serverTimestamp);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Sent message from the specified reader or buffer.
             * @function decode
             * @memberof aldis.SyncMessage.Sent
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Sent & aldis.SyncMessage.Sent.$Shape} Sent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Sent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.aldis.SyncMessage.Sent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.timestamp = reader.uint64();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.content = reader.bytes();
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.destinationServiceId = reader.string();
                            continue;
                        }
                    case 100: {
                            if (wireType !== 0)
                                break;
                            message.serverTimestamp = reader.uint64();
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Sent message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof aldis.SyncMessage.Sent
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {aldis.SyncMessage.Sent} Sent
             */
            Sent.fromObject = function (object, _depth) {
                if (object instanceof $root.aldis.SyncMessage.Sent)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".aldis.SyncMessage.Sent: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.aldis.SyncMessage.Sent();
                if (object.timestamp != null)
                    if ($util.Long)
                        message.timestamp = $util.Long.fromValue(object.timestamp, true);
                    else if (typeof object.timestamp === "string")
                        message.timestamp = $parseInt(object.timestamp, 10);
                    else if (typeof object.timestamp === "number")
                        message.timestamp = object.timestamp;
                    else if (typeof object.timestamp === "object")
                        message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
                if (object.content != null)
                    if (typeof object.content === "string")
                        $util.base64.decode(object.content, message.content = $util.newBuffer($util.base64.length(object.content)), 0);
                    else if (object.content.length >= 0)
                        message.content = object.content;
                if (object.destinationServiceId != null)
                    message.destinationServiceId = $String(object.destinationServiceId);
                if (object.serverTimestamp != null)
                    if ($util.Long)
                        message.serverTimestamp = $util.Long.fromValue(object.serverTimestamp, true);
                    else if (typeof object.serverTimestamp === "string")
                        message.serverTimestamp = $parseInt(object.serverTimestamp, 10);
                    else if (typeof object.serverTimestamp === "number")
                        message.serverTimestamp = object.serverTimestamp;
                    else if (typeof object.serverTimestamp === "object")
                        message.serverTimestamp = new $util.LongBits(object.serverTimestamp.low >>> 0, object.serverTimestamp.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from a Sent message. Also converts values to other types if specified.
             * @function toObject
             * @memberof aldis.SyncMessage.Sent
             * @static
             * @param {aldis.SyncMessage.Sent} message Sent
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Sent.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    if (options.bytes === $String)
                        object.content = "";
                    else {
                        object.content = [];
                        if (options.bytes !== $Array)
                            object.content = $util.newBuffer(object.content);
                    }
                    object.destinationServiceId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.serverTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.serverTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                    else if (typeof message.timestamp === "number")
                        object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                    else
                        object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
                if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                    object.content = options.bytes === $String ? $util.base64.encode(message.content, 0, message.content.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.content) : message.content;
                if (message.destinationServiceId != null && $Object.hasOwnProperty.call(message, "destinationServiceId"))
                    object.destinationServiceId = message.destinationServiceId;
                if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.serverTimestamp = typeof message.serverTimestamp === "number" ? $BigInt(message.serverTimestamp) : $util.Long.fromBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0, true).toBigInt();
                    else if (typeof message.serverTimestamp === "number")
                        object.serverTimestamp = options.longs === $String ? $String(message.serverTimestamp) : message.serverTimestamp;
                    else
                        object.serverTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.serverTimestamp) : options.longs === $Number ? new $util.LongBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0).toNumber(true) : message.serverTimestamp;
                return object;
            };

            /**
             * Converts this Sent to JSON.
             * @function toJSON
             * @memberof aldis.SyncMessage.Sent
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Sent.prototype.toJSON = function() {
                return Sent.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Sent
             * @function getTypeUrl
             * @memberof aldis.SyncMessage.Sent
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Sent.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/aldis.SyncMessage.Sent";
            };

            return Sent;
        })();

        SyncMessage.Mark = (function() {

            /**
             * Properties of a Mark.
             * @typedef {Object} aldis.SyncMessage.Mark.$Properties
             * @property {string|null} [senderAci] Mark senderAci
             * @property {number|Long|null} [timestamp] Mark timestamp
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Mark.
             * @memberof aldis.SyncMessage
             * @interface IMark
             * @augments aldis.SyncMessage.Mark.$Properties
             * @deprecated Use aldis.SyncMessage.Mark.$Properties instead.
             */

            /**
             * Shape of a Mark.
             * @typedef {aldis.SyncMessage.Mark.$Properties} aldis.SyncMessage.Mark.$Shape
             */

            /**
             * Constructs a new Mark.
             * @memberof aldis.SyncMessage
             * @classdesc Represents a Mark.
             * @constructor
             * @param {aldis.SyncMessage.Mark.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Mark = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Mark senderAci.
             * @member {string} senderAci
             * @memberof aldis.SyncMessage.Mark
             * @instance
             */
            Mark.prototype.senderAci = "";

            /**
             * Mark timestamp.
             * @member {number|Long} timestamp
             * @memberof aldis.SyncMessage.Mark
             * @instance
             */
            Mark.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new Mark instance using the specified properties.
             * @function create
             * @memberof aldis.SyncMessage.Mark
             * @static
             * @param {aldis.SyncMessage.Mark.$Properties=} [properties] Properties to set
             * @returns {aldis.SyncMessage.Mark} Mark instance
             * @type {{
             *   (properties: aldis.SyncMessage.Mark.$Shape): aldis.SyncMessage.Mark & aldis.SyncMessage.Mark.$Shape;
             *   (properties?: aldis.SyncMessage.Mark.$Properties): aldis.SyncMessage.Mark;
             * }}
             */
            Mark.create = function(properties) {
                return new Mark(properties);
            };

            /**
             * Encodes the specified Mark message. Does not implicitly {@link aldis.SyncMessage.Mark.verify|verify} messages.
             * @function encode
             * @memberof aldis.SyncMessage.Mark
             * @static
             * @param {aldis.SyncMessage.Mark.$Properties} message Mark message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Mark.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.senderAci != null && $Object.hasOwnProperty.call(message, "senderAci"))
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.senderAci);
                if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.timestamp);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Mark message from the specified reader or buffer.
             * @function decode
             * @memberof aldis.SyncMessage.Mark
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Mark & aldis.SyncMessage.Mark.$Shape} Mark
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Mark.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.aldis.SyncMessage.Mark();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.senderAci = reader.string();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.timestamp = reader.uint64();
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Mark message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof aldis.SyncMessage.Mark
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {aldis.SyncMessage.Mark} Mark
             */
            Mark.fromObject = function (object, _depth) {
                if (object instanceof $root.aldis.SyncMessage.Mark)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".aldis.SyncMessage.Mark: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.aldis.SyncMessage.Mark();
                if (object.senderAci != null)
                    message.senderAci = $String(object.senderAci);
                if (object.timestamp != null)
                    if ($util.Long)
                        message.timestamp = $util.Long.fromValue(object.timestamp, true);
                    else if (typeof object.timestamp === "string")
                        message.timestamp = $parseInt(object.timestamp, 10);
                    else if (typeof object.timestamp === "number")
                        message.timestamp = object.timestamp;
                    else if (typeof object.timestamp === "object")
                        message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from a Mark message. Also converts values to other types if specified.
             * @function toObject
             * @memberof aldis.SyncMessage.Mark
             * @static
             * @param {aldis.SyncMessage.Mark} message Mark
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Mark.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.senderAci = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.senderAci != null && $Object.hasOwnProperty.call(message, "senderAci"))
                    object.senderAci = message.senderAci;
                if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                    else if (typeof message.timestamp === "number")
                        object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                    else
                        object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
                return object;
            };

            /**
             * Converts this Mark to JSON.
             * @function toJSON
             * @memberof aldis.SyncMessage.Mark
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Mark.prototype.toJSON = function() {
                return Mark.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Mark
             * @function getTypeUrl
             * @memberof aldis.SyncMessage.Mark
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Mark.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/aldis.SyncMessage.Mark";
            };

            return Mark;
        })();

        SyncMessage.Request = (function() {

            /**
             * Properties of a Request.
             * @typedef {Object} aldis.SyncMessage.Request.$Properties
             * @property {aldis.SyncMessage.Request.Type|null} [type] Request type
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Request.
             * @memberof aldis.SyncMessage
             * @interface IRequest
             * @augments aldis.SyncMessage.Request.$Properties
             * @deprecated Use aldis.SyncMessage.Request.$Properties instead.
             */

            /**
             * Shape of a Request.
             * @typedef {aldis.SyncMessage.Request.$Properties} aldis.SyncMessage.Request.$Shape
             */

            /**
             * Constructs a new Request.
             * @memberof aldis.SyncMessage
             * @classdesc Represents a Request.
             * @constructor
             * @param {aldis.SyncMessage.Request.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Request = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Request type.
             * @member {aldis.SyncMessage.Request.Type} type
             * @memberof aldis.SyncMessage.Request
             * @instance
             */
            Request.prototype.type = 0;

            /**
             * Creates a new Request instance using the specified properties.
             * @function create
             * @memberof aldis.SyncMessage.Request
             * @static
             * @param {aldis.SyncMessage.Request.$Properties=} [properties] Properties to set
             * @returns {aldis.SyncMessage.Request} Request instance
             * @type {{
             *   (properties: aldis.SyncMessage.Request.$Shape): aldis.SyncMessage.Request & aldis.SyncMessage.Request.$Shape;
             *   (properties?: aldis.SyncMessage.Request.$Properties): aldis.SyncMessage.Request;
             * }}
             */
            Request.create = function(properties) {
                return new Request(properties);
            };

            /**
             * Encodes the specified Request message. Does not implicitly {@link aldis.SyncMessage.Request.verify|verify} messages.
             * @function encode
             * @memberof aldis.SyncMessage.Request
             * @static
             * @param {aldis.SyncMessage.Request.$Properties} message Request message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Request.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.type);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Request message from the specified reader or buffer.
             * @function decode
             * @memberof aldis.SyncMessage.Request
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Request & aldis.SyncMessage.Request.$Shape} Request
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Request.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.aldis.SyncMessage.Request();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.aldis.SyncMessage.Request.Type[value] !== $undefined)
                                message.type = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Request message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof aldis.SyncMessage.Request
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {aldis.SyncMessage.Request} Request
             */
            Request.fromObject = function (object, _depth) {
                if (object instanceof $root.aldis.SyncMessage.Request)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".aldis.SyncMessage.Request: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.aldis.SyncMessage.Request();
                switch (object.type) {
                case "UNKNOWN":
                case 0:
                    message.type = 0;
                    break;
                case "KEYS":
                case 5:
                    message.type = 5;
                    break;
                default:
                }
                return message;
            };

            /**
             * Creates a plain object from a Request message. Also converts values to other types if specified.
             * @function toObject
             * @memberof aldis.SyncMessage.Request
             * @static
             * @param {aldis.SyncMessage.Request} message Request
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Request.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.type = options.enums === $String ? "UNKNOWN" : 0;
                if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                    object.type = options.enums === $String ? $root.aldis.SyncMessage.Request.Type[message.type] === $undefined ? message.type : $root.aldis.SyncMessage.Request.Type[message.type] : message.type;
                return object;
            };

            /**
             * Converts this Request to JSON.
             * @function toJSON
             * @memberof aldis.SyncMessage.Request
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Request.prototype.toJSON = function() {
                return Request.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Request
             * @function getTypeUrl
             * @memberof aldis.SyncMessage.Request
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Request.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/aldis.SyncMessage.Request";
            };

            /**
             * Type enum.
             * @name aldis.SyncMessage.Request.Type
             * @enum {number}
             * @property {number} UNKNOWN=0 UNKNOWN value
             * @property {number} KEYS=5 KEYS value
             */
            Request.Type = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNKNOWN"] = 0;
                values[valuesById[5] = "KEYS"] = 5;
                return values;
            })();

            return Request;
        })();

        SyncMessage.FetchLatest = (function() {

            /**
             * Properties of a FetchLatest.
             * @typedef {Object} aldis.SyncMessage.FetchLatest.$Properties
             * @property {aldis.SyncMessage.FetchLatest.Type|null} [type] FetchLatest type
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FetchLatest.
             * @memberof aldis.SyncMessage
             * @interface IFetchLatest
             * @augments aldis.SyncMessage.FetchLatest.$Properties
             * @deprecated Use aldis.SyncMessage.FetchLatest.$Properties instead.
             */

            /**
             * Shape of a FetchLatest.
             * @typedef {aldis.SyncMessage.FetchLatest.$Properties} aldis.SyncMessage.FetchLatest.$Shape
             */

            /**
             * Constructs a new FetchLatest.
             * @memberof aldis.SyncMessage
             * @classdesc Represents a FetchLatest.
             * @constructor
             * @param {aldis.SyncMessage.FetchLatest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FetchLatest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FetchLatest type.
             * @member {aldis.SyncMessage.FetchLatest.Type} type
             * @memberof aldis.SyncMessage.FetchLatest
             * @instance
             */
            FetchLatest.prototype.type = 0;

            /**
             * Creates a new FetchLatest instance using the specified properties.
             * @function create
             * @memberof aldis.SyncMessage.FetchLatest
             * @static
             * @param {aldis.SyncMessage.FetchLatest.$Properties=} [properties] Properties to set
             * @returns {aldis.SyncMessage.FetchLatest} FetchLatest instance
             * @type {{
             *   (properties: aldis.SyncMessage.FetchLatest.$Shape): aldis.SyncMessage.FetchLatest & aldis.SyncMessage.FetchLatest.$Shape;
             *   (properties?: aldis.SyncMessage.FetchLatest.$Properties): aldis.SyncMessage.FetchLatest;
             * }}
             */
            FetchLatest.create = function(properties) {
                return new FetchLatest(properties);
            };

            /**
             * Encodes the specified FetchLatest message. Does not implicitly {@link aldis.SyncMessage.FetchLatest.verify|verify} messages.
             * @function encode
             * @memberof aldis.SyncMessage.FetchLatest
             * @static
             * @param {aldis.SyncMessage.FetchLatest.$Properties} message FetchLatest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FetchLatest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.type);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FetchLatest message from the specified reader or buffer.
             * @function decode
             * @memberof aldis.SyncMessage.FetchLatest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.FetchLatest & aldis.SyncMessage.FetchLatest.$Shape} FetchLatest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FetchLatest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.aldis.SyncMessage.FetchLatest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.aldis.SyncMessage.FetchLatest.Type[value] !== $undefined)
                                message.type = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a FetchLatest message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof aldis.SyncMessage.FetchLatest
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {aldis.SyncMessage.FetchLatest} FetchLatest
             */
            FetchLatest.fromObject = function (object, _depth) {
                if (object instanceof $root.aldis.SyncMessage.FetchLatest)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".aldis.SyncMessage.FetchLatest: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.aldis.SyncMessage.FetchLatest();
                switch (object.type) {
                case "UNKNOWN":
                case 0:
                    message.type = 0;
                    break;
                case "LOCAL_PROFILE":
                case 1:
                    message.type = 1;
                    break;
                case "STORAGE_MANIFEST":
                case 2:
                    message.type = 2;
                    break;
                default:
                }
                return message;
            };

            /**
             * Creates a plain object from a FetchLatest message. Also converts values to other types if specified.
             * @function toObject
             * @memberof aldis.SyncMessage.FetchLatest
             * @static
             * @param {aldis.SyncMessage.FetchLatest} message FetchLatest
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            FetchLatest.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.type = options.enums === $String ? "UNKNOWN" : 0;
                if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                    object.type = options.enums === $String ? $root.aldis.SyncMessage.FetchLatest.Type[message.type] === $undefined ? message.type : $root.aldis.SyncMessage.FetchLatest.Type[message.type] : message.type;
                return object;
            };

            /**
             * Converts this FetchLatest to JSON.
             * @function toJSON
             * @memberof aldis.SyncMessage.FetchLatest
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            FetchLatest.prototype.toJSON = function() {
                return FetchLatest.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for FetchLatest
             * @function getTypeUrl
             * @memberof aldis.SyncMessage.FetchLatest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            FetchLatest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/aldis.SyncMessage.FetchLatest";
            };

            /**
             * Type enum.
             * @name aldis.SyncMessage.FetchLatest.Type
             * @enum {number}
             * @property {number} UNKNOWN=0 UNKNOWN value
             * @property {number} LOCAL_PROFILE=1 LOCAL_PROFILE value
             * @property {number} STORAGE_MANIFEST=2 STORAGE_MANIFEST value
             */
            FetchLatest.Type = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNKNOWN"] = 0;
                values[valuesById[1] = "LOCAL_PROFILE"] = 1;
                values[valuesById[2] = "STORAGE_MANIFEST"] = 2;
                return values;
            })();

            return FetchLatest;
        })();

        SyncMessage.Keys = (function() {

            /**
             * Properties of a Keys.
             * @typedef {Object} aldis.SyncMessage.Keys.$Properties
             * @property {Uint8Array|null} [master] Keys master
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Keys.
             * @memberof aldis.SyncMessage
             * @interface IKeys
             * @augments aldis.SyncMessage.Keys.$Properties
             * @deprecated Use aldis.SyncMessage.Keys.$Properties instead.
             */

            /**
             * Shape of a Keys.
             * @typedef {aldis.SyncMessage.Keys.$Properties} aldis.SyncMessage.Keys.$Shape
             */

            /**
             * Constructs a new Keys.
             * @memberof aldis.SyncMessage
             * @classdesc Represents a Keys.
             * @constructor
             * @param {aldis.SyncMessage.Keys.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Keys = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Keys master.
             * @member {Uint8Array} master
             * @memberof aldis.SyncMessage.Keys
             * @instance
             */
            Keys.prototype.master = $util.newBuffer([]);

            /**
             * Creates a new Keys instance using the specified properties.
             * @function create
             * @memberof aldis.SyncMessage.Keys
             * @static
             * @param {aldis.SyncMessage.Keys.$Properties=} [properties] Properties to set
             * @returns {aldis.SyncMessage.Keys} Keys instance
             * @type {{
             *   (properties: aldis.SyncMessage.Keys.$Shape): aldis.SyncMessage.Keys & aldis.SyncMessage.Keys.$Shape;
             *   (properties?: aldis.SyncMessage.Keys.$Properties): aldis.SyncMessage.Keys;
             * }}
             */
            Keys.create = function(properties) {
                return new Keys(properties);
            };

            /**
             * Encodes the specified Keys message. Does not implicitly {@link aldis.SyncMessage.Keys.verify|verify} messages.
             * @function encode
             * @memberof aldis.SyncMessage.Keys
             * @static
             * @param {aldis.SyncMessage.Keys.$Properties} message Keys message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Keys.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.master != null && $Object.hasOwnProperty.call(message, "master"))
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.master);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Keys message from the specified reader or buffer.
             * @function decode
             * @memberof aldis.SyncMessage.Keys
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Keys & aldis.SyncMessage.Keys.$Shape} Keys
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Keys.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.aldis.SyncMessage.Keys();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.master = reader.bytes();
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Keys message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof aldis.SyncMessage.Keys
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {aldis.SyncMessage.Keys} Keys
             */
            Keys.fromObject = function (object, _depth) {
                if (object instanceof $root.aldis.SyncMessage.Keys)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".aldis.SyncMessage.Keys: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.aldis.SyncMessage.Keys();
                if (object.master != null)
                    if (typeof object.master === "string")
                        $util.base64.decode(object.master, message.master = $util.newBuffer($util.base64.length(object.master)), 0);
                    else if (object.master.length >= 0)
                        message.master = object.master;
                return message;
            };

            /**
             * Creates a plain object from a Keys message. Also converts values to other types if specified.
             * @function toObject
             * @memberof aldis.SyncMessage.Keys
             * @static
             * @param {aldis.SyncMessage.Keys} message Keys
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Keys.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    if (options.bytes === $String)
                        object.master = "";
                    else {
                        object.master = [];
                        if (options.bytes !== $Array)
                            object.master = $util.newBuffer(object.master);
                    }
                if (message.master != null && $Object.hasOwnProperty.call(message, "master"))
                    object.master = options.bytes === $String ? $util.base64.encode(message.master, 0, message.master.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.master) : message.master;
                return object;
            };

            /**
             * Converts this Keys to JSON.
             * @function toJSON
             * @memberof aldis.SyncMessage.Keys
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Keys.prototype.toJSON = function() {
                return Keys.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Keys
             * @function getTypeUrl
             * @memberof aldis.SyncMessage.Keys
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Keys.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/aldis.SyncMessage.Keys";
            };

            return Keys;
        })();

        SyncMessage.History = (function() {

            /**
             * Properties of a History.
             * @typedef {Object} aldis.SyncMessage.History.$Properties
             * @property {number|null} [deviceId] History deviceId
             * @property {aldis.BlobPointer.$Properties|null} [archive] History archive
             * @property {number|null} [messages] History messages
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a History.
             * @memberof aldis.SyncMessage
             * @interface IHistory
             * @augments aldis.SyncMessage.History.$Properties
             * @deprecated Use aldis.SyncMessage.History.$Properties instead.
             */

            /**
             * Shape of a History.
             * @typedef {aldis.SyncMessage.History.$Properties} aldis.SyncMessage.History.$Shape
             */

            /**
             * Constructs a new History.
             * @memberof aldis.SyncMessage
             * @classdesc Represents a History.
             * @constructor
             * @param {aldis.SyncMessage.History.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const History = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * History deviceId.
             * @member {number} deviceId
             * @memberof aldis.SyncMessage.History
             * @instance
             */
            History.prototype.deviceId = 0;

            /**
             * History archive.
             * @member {aldis.BlobPointer.$Properties|null|undefined} archive
             * @memberof aldis.SyncMessage.History
             * @instance
             */
            History.prototype.archive = null;

            /**
             * History messages.
             * @member {number} messages
             * @memberof aldis.SyncMessage.History
             * @instance
             */
            History.prototype.messages = 0;

            /**
             * Creates a new History instance using the specified properties.
             * @function create
             * @memberof aldis.SyncMessage.History
             * @static
             * @param {aldis.SyncMessage.History.$Properties=} [properties] Properties to set
             * @returns {aldis.SyncMessage.History} History instance
             * @type {{
             *   (properties: aldis.SyncMessage.History.$Shape): aldis.SyncMessage.History & aldis.SyncMessage.History.$Shape;
             *   (properties?: aldis.SyncMessage.History.$Properties): aldis.SyncMessage.History;
             * }}
             */
            History.create = function(properties) {
                return new History(properties);
            };

            /**
             * Encodes the specified History message. Does not implicitly {@link aldis.SyncMessage.History.verify|verify} messages.
             * @function encode
             * @memberof aldis.SyncMessage.History
             * @static
             * @param {aldis.SyncMessage.History.$Properties} message History message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            History.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId"))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.deviceId);
                if (message.archive != null && $Object.hasOwnProperty.call(message, "archive"))
                    $root.aldis.BlobPointer.encode(message.archive, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.messages != null && $Object.hasOwnProperty.call(message, "messages"))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.messages);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a History message from the specified reader or buffer.
             * @function decode
             * @memberof aldis.SyncMessage.History
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.History & aldis.SyncMessage.History.$Shape} History
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            History.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.aldis.SyncMessage.History();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.deviceId = reader.uint32();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.archive = $root.aldis.BlobPointer.decode(reader, reader.size(), $undefined, _depth + 1, message.archive);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.messages = reader.uint32();
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a History message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof aldis.SyncMessage.History
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {aldis.SyncMessage.History} History
             */
            History.fromObject = function (object, _depth) {
                if (object instanceof $root.aldis.SyncMessage.History)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".aldis.SyncMessage.History: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.aldis.SyncMessage.History();
                if (object.deviceId != null)
                    message.deviceId = object.deviceId >>> 0;
                if (object.archive != null) {
                    if (!$util.isObject(object.archive))
                        throw $TypeError(".aldis.SyncMessage.History.archive: object expected");
                    message.archive = $root.aldis.BlobPointer.fromObject(object.archive, _depth + 1);
                }
                if (object.messages != null)
                    message.messages = object.messages >>> 0;
                return message;
            };

            /**
             * Creates a plain object from a History message. Also converts values to other types if specified.
             * @function toObject
             * @memberof aldis.SyncMessage.History
             * @static
             * @param {aldis.SyncMessage.History} message History
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            History.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.deviceId = 0;
                    object.archive = null;
                    object.messages = 0;
                }
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId"))
                    object.deviceId = message.deviceId;
                if (message.archive != null && $Object.hasOwnProperty.call(message, "archive"))
                    object.archive = $root.aldis.BlobPointer.toObject(message.archive, options, _depth + 1);
                if (message.messages != null && $Object.hasOwnProperty.call(message, "messages"))
                    object.messages = message.messages;
                return object;
            };

            /**
             * Converts this History to JSON.
             * @function toJSON
             * @memberof aldis.SyncMessage.History
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            History.prototype.toJSON = function() {
                return History.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for History
             * @function getTypeUrl
             * @memberof aldis.SyncMessage.History
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            History.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/aldis.SyncMessage.History";
            };

            return History;
        })();

        return SyncMessage;
    })();

    aldis.NullMessage = (function() {

        /**
         * Properties of a NullMessage.
         * @typedef {Object} aldis.NullMessage.$Properties
         * @property {Uint8Array|null} [padding] NullMessage padding
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a NullMessage.
         * @memberof aldis
         * @interface INullMessage
         * @augments aldis.NullMessage.$Properties
         * @deprecated Use aldis.NullMessage.$Properties instead.
         */

        /**
         * Shape of a NullMessage.
         * @typedef {aldis.NullMessage.$Properties} aldis.NullMessage.$Shape
         */

        /**
         * Constructs a new NullMessage.
         * @memberof aldis
         * @classdesc Represents a NullMessage.
         * @constructor
         * @param {aldis.NullMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const NullMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * NullMessage padding.
         * @member {Uint8Array} padding
         * @memberof aldis.NullMessage
         * @instance
         */
        NullMessage.prototype.padding = $util.newBuffer([]);

        /**
         * Creates a new NullMessage instance using the specified properties.
         * @function create
         * @memberof aldis.NullMessage
         * @static
         * @param {aldis.NullMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.NullMessage} NullMessage instance
         * @type {{
         *   (properties: aldis.NullMessage.$Shape): aldis.NullMessage & aldis.NullMessage.$Shape;
         *   (properties?: aldis.NullMessage.$Properties): aldis.NullMessage;
         * }}
         */
        NullMessage.create = function(properties) {
            return new NullMessage(properties);
        };

        /**
         * Encodes the specified NullMessage message. Does not implicitly {@link aldis.NullMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.NullMessage
         * @static
         * @param {aldis.NullMessage.$Properties} message NullMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        NullMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.padding != null && $Object.hasOwnProperty.call(message, "padding"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.padding);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a NullMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.NullMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.NullMessage & aldis.NullMessage.$Shape} NullMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        NullMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.NullMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.padding = reader.bytes();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a NullMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.NullMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.NullMessage} NullMessage
         */
        NullMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.NullMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.NullMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.NullMessage();
            if (object.padding != null)
                if (typeof object.padding === "string")
                    $util.base64.decode(object.padding, message.padding = $util.newBuffer($util.base64.length(object.padding)), 0);
                else if (object.padding.length >= 0)
                    message.padding = object.padding;
            return message;
        };

        /**
         * Creates a plain object from a NullMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.NullMessage
         * @static
         * @param {aldis.NullMessage} message NullMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        NullMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if (options.bytes === $String)
                    object.padding = "";
                else {
                    object.padding = [];
                    if (options.bytes !== $Array)
                        object.padding = $util.newBuffer(object.padding);
                }
            if (message.padding != null && $Object.hasOwnProperty.call(message, "padding"))
                object.padding = options.bytes === $String ? $util.base64.encode(message.padding, 0, message.padding.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.padding) : message.padding;
            return object;
        };

        /**
         * Converts this NullMessage to JSON.
         * @function toJSON
         * @memberof aldis.NullMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        NullMessage.prototype.toJSON = function() {
            return NullMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for NullMessage
         * @function getTypeUrl
         * @memberof aldis.NullMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        NullMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.NullMessage";
        };

        return NullMessage;
    })();

    aldis.ReceiptMessage = (function() {

        /**
         * Properties of a ReceiptMessage.
         * @typedef {Object} aldis.ReceiptMessage.$Properties
         * @property {aldis.ReceiptMessage.Type|null} [type] ReceiptMessage type
         * @property {Array.<number|Long>|null} [timestamp] ReceiptMessage timestamp
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ReceiptMessage.
         * @memberof aldis
         * @interface IReceiptMessage
         * @augments aldis.ReceiptMessage.$Properties
         * @deprecated Use aldis.ReceiptMessage.$Properties instead.
         */

        /**
         * Shape of a ReceiptMessage.
         * @typedef {aldis.ReceiptMessage.$Properties} aldis.ReceiptMessage.$Shape
         */

        /**
         * Constructs a new ReceiptMessage.
         * @memberof aldis
         * @classdesc Represents a ReceiptMessage.
         * @constructor
         * @param {aldis.ReceiptMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ReceiptMessage = function (properties) {
            this.timestamp = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ReceiptMessage type.
         * @member {aldis.ReceiptMessage.Type} type
         * @memberof aldis.ReceiptMessage
         * @instance
         */
        ReceiptMessage.prototype.type = 0;

        /**
         * ReceiptMessage timestamp.
         * @member {Array.<number|Long>} timestamp
         * @memberof aldis.ReceiptMessage
         * @instance
         */
        ReceiptMessage.prototype.timestamp = $util.emptyArray;

        /**
         * Creates a new ReceiptMessage instance using the specified properties.
         * @function create
         * @memberof aldis.ReceiptMessage
         * @static
         * @param {aldis.ReceiptMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.ReceiptMessage} ReceiptMessage instance
         * @type {{
         *   (properties: aldis.ReceiptMessage.$Shape): aldis.ReceiptMessage & aldis.ReceiptMessage.$Shape;
         *   (properties?: aldis.ReceiptMessage.$Properties): aldis.ReceiptMessage;
         * }}
         */
        ReceiptMessage.create = function(properties) {
            return new ReceiptMessage(properties);
        };

        /**
         * Encodes the specified ReceiptMessage message. Does not implicitly {@link aldis.ReceiptMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.ReceiptMessage
         * @static
         * @param {aldis.ReceiptMessage.$Properties} message ReceiptMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ReceiptMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                writer.uint32(/* id 1, wireType 0 =*/8).int32(message.type);
            if (message.timestamp != null && message.timestamp.length)
                for (let i = 0; i < message.timestamp.length; ++i)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.timestamp[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ReceiptMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.ReceiptMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.ReceiptMessage & aldis.ReceiptMessage.$Shape} ReceiptMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ReceiptMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.ReceiptMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        value = reader.int32();
                        if ($root.aldis.ReceiptMessage.Type[value] !== $undefined)
                            message.type = value;
                        else if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.timestamp && message.timestamp.length))
                                message.timestamp = [];
                            reader.uint64s(message.timestamp);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.timestamp && message.timestamp.length))
                            message.timestamp = [];
                        message.timestamp.push(reader.uint64());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a ReceiptMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.ReceiptMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.ReceiptMessage} ReceiptMessage
         */
        ReceiptMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.ReceiptMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.ReceiptMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.ReceiptMessage();
            switch (object.type) {
            case "DELIVERY":
            case 0:
                message.type = 0;
                break;
            case "READ":
            case 1:
                message.type = 1;
                break;
            case "VIEWED":
            case 2:
                message.type = 2;
                break;
            default:
            }
            if (object.timestamp) {
                if (!$Array.isArray(object.timestamp))
                    throw $TypeError(".aldis.ReceiptMessage.timestamp: array expected");
                message.timestamp = $Array(object.timestamp.length);
                for (let i = 0; i < object.timestamp.length; ++i)
                    if ($util.Long)
                        message.timestamp[i] = $util.Long.fromValue(object.timestamp[i], true);
                    else if (typeof object.timestamp[i] === "string")
                        message.timestamp[i] = $parseInt(object.timestamp[i], 10);
                    else if (typeof object.timestamp[i] === "number")
                        message.timestamp[i] = object.timestamp[i];
                    else if (typeof object.timestamp[i] === "object")
                        message.timestamp[i] = new $util.LongBits(object.timestamp[i].low >>> 0, object.timestamp[i].high >>> 0).toNumber(true);
            }
            return message;
        };

        /**
         * Creates a plain object from a ReceiptMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.ReceiptMessage
         * @static
         * @param {aldis.ReceiptMessage} message ReceiptMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        ReceiptMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.timestamp = [];
            if (options.defaults)
                object.type = options.enums === $String ? "DELIVERY" : 0;
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                object.type = options.enums === $String ? $root.aldis.ReceiptMessage.Type[message.type] === $undefined ? message.type : $root.aldis.ReceiptMessage.Type[message.type] : message.type;
            if (message.timestamp && message.timestamp.length) {
                object.timestamp = $Array(message.timestamp.length);
                for (let j = 0; j < message.timestamp.length; ++j)
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.timestamp[j] = typeof message.timestamp[j] === "number" ? $BigInt(message.timestamp[j]) : $util.Long.fromBits(message.timestamp[j].low >>> 0, message.timestamp[j].high >>> 0, true).toBigInt();
                    else if (typeof message.timestamp[j] === "number")
                        object.timestamp[j] = options.longs === $String ? $String(message.timestamp[j]) : message.timestamp[j];
                    else
                        object.timestamp[j] = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp[j]) : options.longs === $Number ? new $util.LongBits(message.timestamp[j].low >>> 0, message.timestamp[j].high >>> 0).toNumber(true) : message.timestamp[j];
            }
            return object;
        };

        /**
         * Converts this ReceiptMessage to JSON.
         * @function toJSON
         * @memberof aldis.ReceiptMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        ReceiptMessage.prototype.toJSON = function() {
            return ReceiptMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for ReceiptMessage
         * @function getTypeUrl
         * @memberof aldis.ReceiptMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        ReceiptMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.ReceiptMessage";
        };

        /**
         * Type enum.
         * @name aldis.ReceiptMessage.Type
         * @enum {number}
         * @property {number} DELIVERY=0 DELIVERY value
         * @property {number} READ=1 READ value
         * @property {number} VIEWED=2 VIEWED value
         */
        ReceiptMessage.Type = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DELIVERY"] = 0;
            values[valuesById[1] = "READ"] = 1;
            values[valuesById[2] = "VIEWED"] = 2;
            return values;
        })();

        return ReceiptMessage;
    })();

    aldis.TypingMessage = (function() {

        /**
         * Properties of a TypingMessage.
         * @typedef {Object} aldis.TypingMessage.$Properties
         * @property {number|Long|null} [timestamp] TypingMessage timestamp
         * @property {aldis.TypingMessage.Action|null} [action] TypingMessage action
         * @property {Uint8Array|null} [groupId] TypingMessage groupId
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TypingMessage.
         * @memberof aldis
         * @interface ITypingMessage
         * @augments aldis.TypingMessage.$Properties
         * @deprecated Use aldis.TypingMessage.$Properties instead.
         */

        /**
         * Shape of a TypingMessage.
         * @typedef {aldis.TypingMessage.$Properties} aldis.TypingMessage.$Shape
         */

        /**
         * Constructs a new TypingMessage.
         * @memberof aldis
         * @classdesc Represents a TypingMessage.
         * @constructor
         * @param {aldis.TypingMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TypingMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TypingMessage timestamp.
         * @member {number|Long} timestamp
         * @memberof aldis.TypingMessage
         * @instance
         */
        TypingMessage.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * TypingMessage action.
         * @member {aldis.TypingMessage.Action} action
         * @memberof aldis.TypingMessage
         * @instance
         */
        TypingMessage.prototype.action = 0;

        /**
         * TypingMessage groupId.
         * @member {Uint8Array} groupId
         * @memberof aldis.TypingMessage
         * @instance
         */
        TypingMessage.prototype.groupId = $util.newBuffer([]);

        /**
         * Creates a new TypingMessage instance using the specified properties.
         * @function create
         * @memberof aldis.TypingMessage
         * @static
         * @param {aldis.TypingMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.TypingMessage} TypingMessage instance
         * @type {{
         *   (properties: aldis.TypingMessage.$Shape): aldis.TypingMessage & aldis.TypingMessage.$Shape;
         *   (properties?: aldis.TypingMessage.$Properties): aldis.TypingMessage;
         * }}
         */
        TypingMessage.create = function(properties) {
            return new TypingMessage(properties);
        };

        /**
         * Encodes the specified TypingMessage message. Does not implicitly {@link aldis.TypingMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.TypingMessage
         * @static
         * @param {aldis.TypingMessage.$Properties} message TypingMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TypingMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.timestamp);
            if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                writer.uint32(/* id 2, wireType 0 =*/16).int32(message.action);
            if (message.groupId != null && $Object.hasOwnProperty.call(message, "groupId"))
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.groupId);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TypingMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.TypingMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.TypingMessage & aldis.TypingMessage.$Shape} TypingMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TypingMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.TypingMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.timestamp = reader.uint64();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        value = reader.int32();
                        if ($root.aldis.TypingMessage.Action[value] !== $undefined)
                            message.action = value;
                        else if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.groupId = reader.bytes();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TypingMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.TypingMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.TypingMessage} TypingMessage
         */
        TypingMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.TypingMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.TypingMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.TypingMessage();
            if (object.timestamp != null)
                if ($util.Long)
                    message.timestamp = $util.Long.fromValue(object.timestamp, true);
                else if (typeof object.timestamp === "string")
                    message.timestamp = $parseInt(object.timestamp, 10);
                else if (typeof object.timestamp === "number")
                    message.timestamp = object.timestamp;
                else if (typeof object.timestamp === "object")
                    message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
            switch (object.action) {
            case "STARTED":
            case 0:
                message.action = 0;
                break;
            case "STOPPED":
            case 1:
                message.action = 1;
                break;
            default:
            }
            if (object.groupId != null)
                if (typeof object.groupId === "string")
                    $util.base64.decode(object.groupId, message.groupId = $util.newBuffer($util.base64.length(object.groupId)), 0);
                else if (object.groupId.length >= 0)
                    message.groupId = object.groupId;
            return message;
        };

        /**
         * Creates a plain object from a TypingMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.TypingMessage
         * @static
         * @param {aldis.TypingMessage} message TypingMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TypingMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.action = options.enums === $String ? "STARTED" : 0;
                if (options.bytes === $String)
                    object.groupId = "";
                else {
                    object.groupId = [];
                    if (options.bytes !== $Array)
                        object.groupId = $util.newBuffer(object.groupId);
                }
            }
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                else if (typeof message.timestamp === "number")
                    object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                else
                    object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
            if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                object.action = options.enums === $String ? $root.aldis.TypingMessage.Action[message.action] === $undefined ? message.action : $root.aldis.TypingMessage.Action[message.action] : message.action;
            if (message.groupId != null && $Object.hasOwnProperty.call(message, "groupId"))
                object.groupId = options.bytes === $String ? $util.base64.encode(message.groupId, 0, message.groupId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.groupId) : message.groupId;
            return object;
        };

        /**
         * Converts this TypingMessage to JSON.
         * @function toJSON
         * @memberof aldis.TypingMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TypingMessage.prototype.toJSON = function() {
            return TypingMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TypingMessage
         * @function getTypeUrl
         * @memberof aldis.TypingMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TypingMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.TypingMessage";
        };

        /**
         * Action enum.
         * @name aldis.TypingMessage.Action
         * @enum {number}
         * @property {number} STARTED=0 STARTED value
         * @property {number} STOPPED=1 STOPPED value
         */
        TypingMessage.Action = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "STARTED"] = 0;
            values[valuesById[1] = "STOPPED"] = 1;
            return values;
        })();

        return TypingMessage;
    })();

    aldis.CallKeys = (function() {

        /**
         * Properties of a CallKeys.
         * @typedef {Object} aldis.CallKeys.$Properties
         * @property {number|Long|null} [timestamp] CallKeys timestamp
         * @property {Uint8Array|null} [callId] CallKeys callId
         * @property {number|null} [mediaId] CallKeys mediaId
         * @property {Array.<aldis.CallKeys.Key.$Properties>|null} [keys] CallKeys keys
         * @property {boolean|null} [asks] CallKeys asks
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CallKeys.
         * @memberof aldis
         * @interface ICallKeys
         * @augments aldis.CallKeys.$Properties
         * @deprecated Use aldis.CallKeys.$Properties instead.
         */

        /**
         * Shape of a CallKeys.
         * @typedef {aldis.CallKeys.$Properties} aldis.CallKeys.$Shape
         */

        /**
         * Constructs a new CallKeys.
         * @memberof aldis
         * @classdesc Represents a CallKeys.
         * @constructor
         * @param {aldis.CallKeys.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CallKeys = function (properties) {
            this.keys = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CallKeys timestamp.
         * @member {number|Long} timestamp
         * @memberof aldis.CallKeys
         * @instance
         */
        CallKeys.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CallKeys callId.
         * @member {Uint8Array} callId
         * @memberof aldis.CallKeys
         * @instance
         */
        CallKeys.prototype.callId = $util.newBuffer([]);

        /**
         * CallKeys mediaId.
         * @member {number} mediaId
         * @memberof aldis.CallKeys
         * @instance
         */
        CallKeys.prototype.mediaId = 0;

        /**
         * CallKeys keys.
         * @member {Array.<aldis.CallKeys.Key.$Properties>} keys
         * @memberof aldis.CallKeys
         * @instance
         */
        CallKeys.prototype.keys = $util.emptyArray;

        /**
         * CallKeys asks.
         * @member {boolean} asks
         * @memberof aldis.CallKeys
         * @instance
         */
        CallKeys.prototype.asks = false;

        /**
         * Creates a new CallKeys instance using the specified properties.
         * @function create
         * @memberof aldis.CallKeys
         * @static
         * @param {aldis.CallKeys.$Properties=} [properties] Properties to set
         * @returns {aldis.CallKeys} CallKeys instance
         * @type {{
         *   (properties: aldis.CallKeys.$Shape): aldis.CallKeys & aldis.CallKeys.$Shape;
         *   (properties?: aldis.CallKeys.$Properties): aldis.CallKeys;
         * }}
         */
        CallKeys.create = function(properties) {
            return new CallKeys(properties);
        };

        /**
         * Encodes the specified CallKeys message. Does not implicitly {@link aldis.CallKeys.verify|verify} messages.
         * @function encode
         * @memberof aldis.CallKeys
         * @static
         * @param {aldis.CallKeys.$Properties} message CallKeys message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CallKeys.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.timestamp);
            if (message.callId != null && $Object.hasOwnProperty.call(message, "callId"))
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.callId);
            if (message.mediaId != null && $Object.hasOwnProperty.call(message, "mediaId"))
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.mediaId);
            if (message.keys != null && message.keys.length)
                for (let i = 0; i < message.keys.length; ++i)
                    $root.aldis.CallKeys.Key.encode(message.keys[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.asks != null && $Object.hasOwnProperty.call(message, "asks"))
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.asks);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CallKeys message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.CallKeys
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.CallKeys & aldis.CallKeys.$Shape} CallKeys
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CallKeys.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.CallKeys();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.timestamp = reader.uint64();
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.callId = reader.bytes();
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.mediaId = reader.uint32();
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.keys && message.keys.length))
                            message.keys = [];
                        message.keys.push($root.aldis.CallKeys.Key.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.asks = reader.bool();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a CallKeys message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.CallKeys
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.CallKeys} CallKeys
         */
        CallKeys.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.CallKeys)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.CallKeys: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.CallKeys();
            if (object.timestamp != null)
                if ($util.Long)
                    message.timestamp = $util.Long.fromValue(object.timestamp, true);
                else if (typeof object.timestamp === "string")
                    message.timestamp = $parseInt(object.timestamp, 10);
                else if (typeof object.timestamp === "number")
                    message.timestamp = object.timestamp;
                else if (typeof object.timestamp === "object")
                    message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
            if (object.callId != null)
                if (typeof object.callId === "string")
                    $util.base64.decode(object.callId, message.callId = $util.newBuffer($util.base64.length(object.callId)), 0);
                else if (object.callId.length >= 0)
                    message.callId = object.callId;
            if (object.mediaId != null)
                message.mediaId = object.mediaId >>> 0;
            if (object.keys) {
                if (!$Array.isArray(object.keys))
                    throw $TypeError(".aldis.CallKeys.keys: array expected");
                message.keys = $Array(object.keys.length);
                for (let i = 0; i < object.keys.length; ++i) {
                    if (!$util.isObject(object.keys[i]))
                        throw $TypeError(".aldis.CallKeys.keys: object expected");
                    message.keys[i] = $root.aldis.CallKeys.Key.fromObject(object.keys[i], _depth + 1);
                }
            }
            if (object.asks != null)
                message.asks = $Boolean(object.asks);
            return message;
        };

        /**
         * Creates a plain object from a CallKeys message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.CallKeys
         * @static
         * @param {aldis.CallKeys} message CallKeys
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        CallKeys.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.keys = [];
            if (options.defaults) {
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (options.bytes === $String)
                    object.callId = "";
                else {
                    object.callId = [];
                    if (options.bytes !== $Array)
                        object.callId = $util.newBuffer(object.callId);
                }
                object.mediaId = 0;
                object.asks = false;
            }
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                else if (typeof message.timestamp === "number")
                    object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                else
                    object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
            if (message.callId != null && $Object.hasOwnProperty.call(message, "callId"))
                object.callId = options.bytes === $String ? $util.base64.encode(message.callId, 0, message.callId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.callId) : message.callId;
            if (message.mediaId != null && $Object.hasOwnProperty.call(message, "mediaId"))
                object.mediaId = message.mediaId;
            if (message.keys && message.keys.length) {
                object.keys = $Array(message.keys.length);
                for (let j = 0; j < message.keys.length; ++j)
                    object.keys[j] = $root.aldis.CallKeys.Key.toObject(message.keys[j], options, _depth + 1);
            }
            if (message.asks != null && $Object.hasOwnProperty.call(message, "asks"))
                object.asks = message.asks;
            return object;
        };

        /**
         * Converts this CallKeys to JSON.
         * @function toJSON
         * @memberof aldis.CallKeys
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        CallKeys.prototype.toJSON = function() {
            return CallKeys.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for CallKeys
         * @function getTypeUrl
         * @memberof aldis.CallKeys
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        CallKeys.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.CallKeys";
        };

        CallKeys.Key = (function() {

            /**
             * Properties of a Key.
             * @typedef {Object} aldis.CallKeys.Key.$Properties
             * @property {number|null} [generation] Key generation
             * @property {number|null} [step] Key step
             * @property {Uint8Array|null} [base] Key base
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Key.
             * @memberof aldis.CallKeys
             * @interface IKey
             * @augments aldis.CallKeys.Key.$Properties
             * @deprecated Use aldis.CallKeys.Key.$Properties instead.
             */

            /**
             * Shape of a Key.
             * @typedef {aldis.CallKeys.Key.$Properties} aldis.CallKeys.Key.$Shape
             */

            /**
             * Constructs a new Key.
             * @memberof aldis.CallKeys
             * @classdesc Represents a Key.
             * @constructor
             * @param {aldis.CallKeys.Key.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Key = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Key generation.
             * @member {number} generation
             * @memberof aldis.CallKeys.Key
             * @instance
             */
            Key.prototype.generation = 0;

            /**
             * Key step.
             * @member {number} step
             * @memberof aldis.CallKeys.Key
             * @instance
             */
            Key.prototype.step = 0;

            /**
             * Key base.
             * @member {Uint8Array} base
             * @memberof aldis.CallKeys.Key
             * @instance
             */
            Key.prototype.base = $util.newBuffer([]);

            /**
             * Creates a new Key instance using the specified properties.
             * @function create
             * @memberof aldis.CallKeys.Key
             * @static
             * @param {aldis.CallKeys.Key.$Properties=} [properties] Properties to set
             * @returns {aldis.CallKeys.Key} Key instance
             * @type {{
             *   (properties: aldis.CallKeys.Key.$Shape): aldis.CallKeys.Key & aldis.CallKeys.Key.$Shape;
             *   (properties?: aldis.CallKeys.Key.$Properties): aldis.CallKeys.Key;
             * }}
             */
            Key.create = function(properties) {
                return new Key(properties);
            };

            /**
             * Encodes the specified Key message. Does not implicitly {@link aldis.CallKeys.Key.verify|verify} messages.
             * @function encode
             * @memberof aldis.CallKeys.Key
             * @static
             * @param {aldis.CallKeys.Key.$Properties} message Key message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Key.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.step != null && $Object.hasOwnProperty.call(message, "step"))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.step);
                if (message.base != null && $Object.hasOwnProperty.call(message, "base"))
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.base);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Key message from the specified reader or buffer.
             * @function decode
             * @memberof aldis.CallKeys.Key
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {aldis.CallKeys.Key & aldis.CallKeys.Key.$Shape} Key
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Key.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.aldis.CallKeys.Key();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.generation = reader.uint32();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.step = reader.uint32();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.base = reader.bytes();
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Key message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof aldis.CallKeys.Key
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {aldis.CallKeys.Key} Key
             */
            Key.fromObject = function (object, _depth) {
                if (object instanceof $root.aldis.CallKeys.Key)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".aldis.CallKeys.Key: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.aldis.CallKeys.Key();
                if (object.generation != null)
                    message.generation = object.generation >>> 0;
                if (object.step != null)
                    message.step = object.step >>> 0;
                if (object.base != null)
                    if (typeof object.base === "string")
                        $util.base64.decode(object.base, message.base = $util.newBuffer($util.base64.length(object.base)), 0);
                    else if (object.base.length >= 0)
                        message.base = object.base;
                return message;
            };

            /**
             * Creates a plain object from a Key message. Also converts values to other types if specified.
             * @function toObject
             * @memberof aldis.CallKeys.Key
             * @static
             * @param {aldis.CallKeys.Key} message Key
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Key.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.generation = 0;
                    object.step = 0;
                    if (options.bytes === $String)
                        object.base = "";
                    else {
                        object.base = [];
                        if (options.bytes !== $Array)
                            object.base = $util.newBuffer(object.base);
                    }
                }
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.step != null && $Object.hasOwnProperty.call(message, "step"))
                    object.step = message.step;
                if (message.base != null && $Object.hasOwnProperty.call(message, "base"))
                    object.base = options.bytes === $String ? $util.base64.encode(message.base, 0, message.base.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.base) : message.base;
                return object;
            };

            /**
             * Converts this Key to JSON.
             * @function toJSON
             * @memberof aldis.CallKeys.Key
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Key.prototype.toJSON = function() {
                return Key.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Key
             * @function getTypeUrl
             * @memberof aldis.CallKeys.Key
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Key.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/aldis.CallKeys.Key";
            };

            return Key;
        })();

        return CallKeys;
    })();

    aldis.CallMessage = (function() {

        /**
         * Properties of a CallMessage.
         * @typedef {Object} aldis.CallMessage.$Properties
         * @property {aldis.CallMessage.Type|null} [type] CallMessage type
         * @property {number|Long|null} [timestamp] CallMessage timestamp
         * @property {Uint8Array|null} [callId] CallMessage callId
         * @property {Uint8Array|null} [secret] CallMessage secret
         * @property {aldis.CallMessage.MediaKind|null} [mediaKind] CallMessage mediaKind
         * @property {boolean|null} [superseded] CallMessage superseded
         * @property {aldis.CallMessage.Outcome|null} [outcome] CallMessage outcome
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CallMessage.
         * @memberof aldis
         * @interface ICallMessage
         * @augments aldis.CallMessage.$Properties
         * @deprecated Use aldis.CallMessage.$Properties instead.
         */

        /**
         * Shape of a CallMessage.
         * @typedef {aldis.CallMessage.$Properties} aldis.CallMessage.$Shape
         */

        /**
         * Constructs a new CallMessage.
         * @memberof aldis
         * @classdesc Represents a CallMessage.
         * @constructor
         * @param {aldis.CallMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CallMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CallMessage type.
         * @member {aldis.CallMessage.Type} type
         * @memberof aldis.CallMessage
         * @instance
         */
        CallMessage.prototype.type = 0;

        /**
         * CallMessage timestamp.
         * @member {number|Long} timestamp
         * @memberof aldis.CallMessage
         * @instance
         */
        CallMessage.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CallMessage callId.
         * @member {Uint8Array} callId
         * @memberof aldis.CallMessage
         * @instance
         */
        CallMessage.prototype.callId = $util.newBuffer([]);

        /**
         * CallMessage secret.
         * @member {Uint8Array} secret
         * @memberof aldis.CallMessage
         * @instance
         */
        CallMessage.prototype.secret = $util.newBuffer([]);

        /**
         * CallMessage mediaKind.
         * @member {aldis.CallMessage.MediaKind} mediaKind
         * @memberof aldis.CallMessage
         * @instance
         */
        CallMessage.prototype.mediaKind = 0;

        /**
         * CallMessage superseded.
         * @member {boolean} superseded
         * @memberof aldis.CallMessage
         * @instance
         */
        CallMessage.prototype.superseded = false;

        /**
         * CallMessage outcome.
         * @member {aldis.CallMessage.Outcome} outcome
         * @memberof aldis.CallMessage
         * @instance
         */
        CallMessage.prototype.outcome = 0;

        /**
         * Creates a new CallMessage instance using the specified properties.
         * @function create
         * @memberof aldis.CallMessage
         * @static
         * @param {aldis.CallMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.CallMessage} CallMessage instance
         * @type {{
         *   (properties: aldis.CallMessage.$Shape): aldis.CallMessage & aldis.CallMessage.$Shape;
         *   (properties?: aldis.CallMessage.$Properties): aldis.CallMessage;
         * }}
         */
        CallMessage.create = function(properties) {
            return new CallMessage(properties);
        };

        /**
         * Encodes the specified CallMessage message. Does not implicitly {@link aldis.CallMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.CallMessage
         * @static
         * @param {aldis.CallMessage.$Properties} message CallMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CallMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                writer.uint32(/* id 1, wireType 0 =*/8).int32(message.type);
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.timestamp);
            if (message.callId != null && $Object.hasOwnProperty.call(message, "callId"))
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.callId);
            if (message.secret != null && $Object.hasOwnProperty.call(message, "secret"))
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.secret);
            if (message.mediaKind != null && $Object.hasOwnProperty.call(message, "mediaKind"))
                writer.uint32(/* id 5, wireType 0 =*/40).int32(message.mediaKind);
            if (message.superseded != null && $Object.hasOwnProperty.call(message, "superseded"))
                writer.uint32(/* id 6, wireType 0 =*/48).bool(message.superseded);
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome"))
                writer.uint32(/* id 7, wireType 0 =*/56).int32(message.outcome);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CallMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.CallMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.CallMessage & aldis.CallMessage.$Shape} CallMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CallMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.CallMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        value = reader.int32();
                        if ($root.aldis.CallMessage.Type[value] !== $undefined)
                            message.type = value;
                        else if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.timestamp = reader.uint64();
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.callId = reader.bytes();
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.secret = reader.bytes();
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        value = reader.int32();
                        if ($root.aldis.CallMessage.MediaKind[value] !== $undefined)
                            message.mediaKind = value;
                        else if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        message.superseded = reader.bool();
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        value = reader.int32();
                        if ($root.aldis.CallMessage.Outcome[value] !== $undefined)
                            message.outcome = value;
                        else if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a CallMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.CallMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.CallMessage} CallMessage
         */
        CallMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.CallMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.CallMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.CallMessage();
            switch (object.type) {
            case "UNKNOWN":
            case 0:
                message.type = 0;
                break;
            case "RING":
            case 1:
                message.type = 1;
                break;
            case "ANSWERED":
            case 2:
                message.type = 2;
                break;
            case "DECLINED":
            case 3:
                message.type = 3;
                break;
            case "BUSY":
            case 4:
                message.type = 4;
                break;
            case "HANGUP":
            case 5:
                message.type = 5;
                break;
            case "PAST":
            case 6:
                message.type = 6;
                break;
            default:
            }
            if (object.timestamp != null)
                if ($util.Long)
                    message.timestamp = $util.Long.fromValue(object.timestamp, true);
                else if (typeof object.timestamp === "string")
                    message.timestamp = $parseInt(object.timestamp, 10);
                else if (typeof object.timestamp === "number")
                    message.timestamp = object.timestamp;
                else if (typeof object.timestamp === "object")
                    message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
            if (object.callId != null)
                if (typeof object.callId === "string")
                    $util.base64.decode(object.callId, message.callId = $util.newBuffer($util.base64.length(object.callId)), 0);
                else if (object.callId.length >= 0)
                    message.callId = object.callId;
            if (object.secret != null)
                if (typeof object.secret === "string")
                    $util.base64.decode(object.secret, message.secret = $util.newBuffer($util.base64.length(object.secret)), 0);
                else if (object.secret.length >= 0)
                    message.secret = object.secret;
            switch (object.mediaKind) {
            case "AUDIO":
            case 0:
                message.mediaKind = 0;
                break;
            default:
            }
            if (object.superseded != null)
                message.superseded = $Boolean(object.superseded);
            switch (object.outcome) {
            case "MISSED":
            case 0:
                message.outcome = 0;
                break;
            case "OUTCOME_ANSWERED":
            case 1:
                message.outcome = 1;
                break;
            case "OUTCOME_DECLINED":
            case 2:
                message.outcome = 2;
                break;
            case "OUTCOME_BUSY":
            case 3:
                message.outcome = 3;
                break;
            case "UNANSWERED":
            case 4:
                message.outcome = 4;
                break;
            default:
            }
            return message;
        };

        /**
         * Creates a plain object from a CallMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.CallMessage
         * @static
         * @param {aldis.CallMessage} message CallMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        CallMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.type = options.enums === $String ? "UNKNOWN" : 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (options.bytes === $String)
                    object.callId = "";
                else {
                    object.callId = [];
                    if (options.bytes !== $Array)
                        object.callId = $util.newBuffer(object.callId);
                }
                if (options.bytes === $String)
                    object.secret = "";
                else {
                    object.secret = [];
                    if (options.bytes !== $Array)
                        object.secret = $util.newBuffer(object.secret);
                }
                object.mediaKind = options.enums === $String ? "AUDIO" : 0;
                object.superseded = false;
                object.outcome = options.enums === $String ? "MISSED" : 0;
            }
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                object.type = options.enums === $String ? $root.aldis.CallMessage.Type[message.type] === $undefined ? message.type : $root.aldis.CallMessage.Type[message.type] : message.type;
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                else if (typeof message.timestamp === "number")
                    object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                else
                    object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
            if (message.callId != null && $Object.hasOwnProperty.call(message, "callId"))
                object.callId = options.bytes === $String ? $util.base64.encode(message.callId, 0, message.callId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.callId) : message.callId;
            if (message.secret != null && $Object.hasOwnProperty.call(message, "secret"))
                object.secret = options.bytes === $String ? $util.base64.encode(message.secret, 0, message.secret.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.secret) : message.secret;
            if (message.mediaKind != null && $Object.hasOwnProperty.call(message, "mediaKind"))
                object.mediaKind = options.enums === $String ? $root.aldis.CallMessage.MediaKind[message.mediaKind] === $undefined ? message.mediaKind : $root.aldis.CallMessage.MediaKind[message.mediaKind] : message.mediaKind;
            if (message.superseded != null && $Object.hasOwnProperty.call(message, "superseded"))
                object.superseded = message.superseded;
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome"))
                object.outcome = options.enums === $String ? $root.aldis.CallMessage.Outcome[message.outcome] === $undefined ? message.outcome : $root.aldis.CallMessage.Outcome[message.outcome] : message.outcome;
            return object;
        };

        /**
         * Converts this CallMessage to JSON.
         * @function toJSON
         * @memberof aldis.CallMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        CallMessage.prototype.toJSON = function() {
            return CallMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for CallMessage
         * @function getTypeUrl
         * @memberof aldis.CallMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        CallMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.CallMessage";
        };

        /**
         * Type enum.
         * @name aldis.CallMessage.Type
         * @enum {number}
         * @property {number} UNKNOWN=0 UNKNOWN value
         * @property {number} RING=1 RING value
         * @property {number} ANSWERED=2 ANSWERED value
         * @property {number} DECLINED=3 DECLINED value
         * @property {number} BUSY=4 BUSY value
         * @property {number} HANGUP=5 HANGUP value
         * @property {number} PAST=6 PAST value
         */
        CallMessage.Type = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNKNOWN"] = 0;
            values[valuesById[1] = "RING"] = 1;
            values[valuesById[2] = "ANSWERED"] = 2;
            values[valuesById[3] = "DECLINED"] = 3;
            values[valuesById[4] = "BUSY"] = 4;
            values[valuesById[5] = "HANGUP"] = 5;
            values[valuesById[6] = "PAST"] = 6;
            return values;
        })();

        /**
         * MediaKind enum.
         * @name aldis.CallMessage.MediaKind
         * @enum {number}
         * @property {number} AUDIO=0 AUDIO value
         */
        CallMessage.MediaKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "AUDIO"] = 0;
            return values;
        })();

        /**
         * Outcome enum.
         * @name aldis.CallMessage.Outcome
         * @enum {number}
         * @property {number} MISSED=0 MISSED value
         * @property {number} OUTCOME_ANSWERED=1 OUTCOME_ANSWERED value
         * @property {number} OUTCOME_DECLINED=2 OUTCOME_DECLINED value
         * @property {number} OUTCOME_BUSY=3 OUTCOME_BUSY value
         * @property {number} UNANSWERED=4 UNANSWERED value
         */
        CallMessage.Outcome = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "MISSED"] = 0;
            values[valuesById[1] = "OUTCOME_ANSWERED"] = 1;
            values[valuesById[2] = "OUTCOME_DECLINED"] = 2;
            values[valuesById[3] = "OUTCOME_BUSY"] = 3;
            values[valuesById[4] = "UNANSWERED"] = 4;
            return values;
        })();

        return CallMessage;
    })();

    aldis.DeviceList = (function() {

        /**
         * Properties of a DeviceList.
         * @typedef {Object} aldis.DeviceList.$Properties
         * @property {Uint8Array|null} [account] DeviceList account
         * @property {number|Long|null} [version] DeviceList version
         * @property {Array.<aldis.DeviceListEntry.$Properties>|null} [devices] DeviceList devices
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DeviceList.
         * @memberof aldis
         * @interface IDeviceList
         * @augments aldis.DeviceList.$Properties
         * @deprecated Use aldis.DeviceList.$Properties instead.
         */

        /**
         * Shape of a DeviceList.
         * @typedef {aldis.DeviceList.$Properties} aldis.DeviceList.$Shape
         */

        /**
         * Constructs a new DeviceList.
         * @memberof aldis
         * @classdesc Represents a DeviceList.
         * @constructor
         * @param {aldis.DeviceList.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DeviceList = function (properties) {
            this.devices = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DeviceList account.
         * @member {Uint8Array} account
         * @memberof aldis.DeviceList
         * @instance
         */
        DeviceList.prototype.account = $util.newBuffer([]);

        /**
         * DeviceList version.
         * @member {number|Long} version
         * @memberof aldis.DeviceList
         * @instance
         */
        DeviceList.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * DeviceList devices.
         * @member {Array.<aldis.DeviceListEntry.$Properties>} devices
         * @memberof aldis.DeviceList
         * @instance
         */
        DeviceList.prototype.devices = $util.emptyArray;

        /**
         * Creates a new DeviceList instance using the specified properties.
         * @function create
         * @memberof aldis.DeviceList
         * @static
         * @param {aldis.DeviceList.$Properties=} [properties] Properties to set
         * @returns {aldis.DeviceList} DeviceList instance
         * @type {{
         *   (properties: aldis.DeviceList.$Shape): aldis.DeviceList & aldis.DeviceList.$Shape;
         *   (properties?: aldis.DeviceList.$Properties): aldis.DeviceList;
         * }}
         */
        DeviceList.create = function(properties) {
            return new DeviceList(properties);
        };

        /**
         * Encodes the specified DeviceList message. Does not implicitly {@link aldis.DeviceList.verify|verify} messages.
         * @function encode
         * @memberof aldis.DeviceList
         * @static
         * @param {aldis.DeviceList.$Properties} message DeviceList message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DeviceList.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.account != null && $Object.hasOwnProperty.call(message, "account") && message.account.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.account);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
            if (message.devices != null && message.devices.length)
                for (let i = 0; i < message.devices.length; ++i)
                    $root.aldis.DeviceListEntry.encode(message.devices[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DeviceList message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.DeviceList
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.DeviceList & aldis.DeviceList.$Shape} DeviceList
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DeviceList.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.DeviceList();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.account = value;
                        else
                            delete message.account;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.devices && message.devices.length))
                            message.devices = [];
                        message.devices.push($root.aldis.DeviceListEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DeviceList message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.DeviceList
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.DeviceList} DeviceList
         */
        DeviceList.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.DeviceList)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.DeviceList: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.DeviceList();
            if (object.account != null)
                if (object.account.length)
                    if (typeof object.account === "string")
                        $util.base64.decode(object.account, message.account = $util.newBuffer($util.base64.length(object.account)), 0);
                    else if (object.account.length >= 0)
                        message.account = object.account;
            if (object.version != null)
                if (typeof object.version === "object" ? object.version.low || object.version.high : $Number(object.version) !== 0)
                    if ($util.Long)
                        message.version = $util.Long.fromValue(object.version, true);
                    else if (typeof object.version === "string")
                        message.version = $parseInt(object.version, 10);
                    else if (typeof object.version === "number")
                        message.version = object.version;
                    else if (typeof object.version === "object")
                        message.version = new $util.LongBits(object.version.low >>> 0, object.version.high >>> 0).toNumber(true);
            if (object.devices) {
                if (!$Array.isArray(object.devices))
                    throw $TypeError(".aldis.DeviceList.devices: array expected");
                message.devices = $Array(object.devices.length);
                for (let i = 0; i < object.devices.length; ++i) {
                    if (!$util.isObject(object.devices[i]))
                        throw $TypeError(".aldis.DeviceList.devices: object expected");
                    message.devices[i] = $root.aldis.DeviceListEntry.fromObject(object.devices[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a DeviceList message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.DeviceList
         * @static
         * @param {aldis.DeviceList} message DeviceList
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DeviceList.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.devices = [];
            if (options.defaults) {
                if (options.bytes === $String)
                    object.account = "";
                else {
                    object.account = [];
                    if (options.bytes !== $Array)
                        object.account = $util.newBuffer(object.account);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.version = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.version = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.account != null && $Object.hasOwnProperty.call(message, "account"))
                object.account = options.bytes === $String ? $util.base64.encode(message.account, 0, message.account.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.account) : message.account;
            if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.version = typeof message.version === "number" ? $BigInt(message.version) : $util.Long.fromBits(message.version.low >>> 0, message.version.high >>> 0, true).toBigInt();
                else if (typeof message.version === "number")
                    object.version = options.longs === $String ? $String(message.version) : message.version;
                else
                    object.version = options.longs === $String ? $util.Long.prototype.toString.call(message.version) : options.longs === $Number ? new $util.LongBits(message.version.low >>> 0, message.version.high >>> 0).toNumber(true) : message.version;
            if (message.devices && message.devices.length) {
                object.devices = $Array(message.devices.length);
                for (let j = 0; j < message.devices.length; ++j)
                    object.devices[j] = $root.aldis.DeviceListEntry.toObject(message.devices[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this DeviceList to JSON.
         * @function toJSON
         * @memberof aldis.DeviceList
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DeviceList.prototype.toJSON = function() {
            return DeviceList.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DeviceList
         * @function getTypeUrl
         * @memberof aldis.DeviceList
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DeviceList.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.DeviceList";
        };

        return DeviceList;
    })();

    aldis.DeviceListEntry = (function() {

        /**
         * Properties of a DeviceListEntry.
         * @typedef {Object} aldis.DeviceListEntry.$Properties
         * @property {number|null} [id] DeviceListEntry id
         * @property {number|null} [registrationId] DeviceListEntry registrationId
         * @property {number|null} [pniRegistrationId] DeviceListEntry pniRegistrationId
         * @property {number|Long|null} [addedAt] DeviceListEntry addedAt
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DeviceListEntry.
         * @memberof aldis
         * @interface IDeviceListEntry
         * @augments aldis.DeviceListEntry.$Properties
         * @deprecated Use aldis.DeviceListEntry.$Properties instead.
         */

        /**
         * Shape of a DeviceListEntry.
         * @typedef {aldis.DeviceListEntry.$Properties} aldis.DeviceListEntry.$Shape
         */

        /**
         * Constructs a new DeviceListEntry.
         * @memberof aldis
         * @classdesc Represents a DeviceListEntry.
         * @constructor
         * @param {aldis.DeviceListEntry.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DeviceListEntry = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DeviceListEntry id.
         * @member {number} id
         * @memberof aldis.DeviceListEntry
         * @instance
         */
        DeviceListEntry.prototype.id = 0;

        /**
         * DeviceListEntry registrationId.
         * @member {number} registrationId
         * @memberof aldis.DeviceListEntry
         * @instance
         */
        DeviceListEntry.prototype.registrationId = 0;

        /**
         * DeviceListEntry pniRegistrationId.
         * @member {number} pniRegistrationId
         * @memberof aldis.DeviceListEntry
         * @instance
         */
        DeviceListEntry.prototype.pniRegistrationId = 0;

        /**
         * DeviceListEntry addedAt.
         * @member {number|Long} addedAt
         * @memberof aldis.DeviceListEntry
         * @instance
         */
        DeviceListEntry.prototype.addedAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new DeviceListEntry instance using the specified properties.
         * @function create
         * @memberof aldis.DeviceListEntry
         * @static
         * @param {aldis.DeviceListEntry.$Properties=} [properties] Properties to set
         * @returns {aldis.DeviceListEntry} DeviceListEntry instance
         * @type {{
         *   (properties: aldis.DeviceListEntry.$Shape): aldis.DeviceListEntry & aldis.DeviceListEntry.$Shape;
         *   (properties?: aldis.DeviceListEntry.$Properties): aldis.DeviceListEntry;
         * }}
         */
        DeviceListEntry.create = function(properties) {
            return new DeviceListEntry(properties);
        };

        /**
         * Encodes the specified DeviceListEntry message. Does not implicitly {@link aldis.DeviceListEntry.verify|verify} messages.
         * @function encode
         * @memberof aldis.DeviceListEntry
         * @static
         * @param {aldis.DeviceListEntry.$Properties} message DeviceListEntry message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DeviceListEntry.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
            if (message.registrationId != null && $Object.hasOwnProperty.call(message, "registrationId") && message.registrationId !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.registrationId);
            if (message.pniRegistrationId != null && $Object.hasOwnProperty.call(message, "pniRegistrationId") && message.pniRegistrationId !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pniRegistrationId);
            if (message.addedAt != null && $Object.hasOwnProperty.call(message, "addedAt") && (typeof message.addedAt === "object" ? message.addedAt.low || message.addedAt.high : message.addedAt !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.addedAt);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DeviceListEntry message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.DeviceListEntry
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.DeviceListEntry & aldis.DeviceListEntry.$Shape} DeviceListEntry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DeviceListEntry.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.DeviceListEntry();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.registrationId = value;
                        else
                            delete message.registrationId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pniRegistrationId = value;
                        else
                            delete message.pniRegistrationId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.addedAt = value;
                        else
                            delete message.addedAt;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DeviceListEntry message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.DeviceListEntry
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.DeviceListEntry} DeviceListEntry
         */
        DeviceListEntry.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.DeviceListEntry)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.DeviceListEntry: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.DeviceListEntry();
            if (object.id != null)
                if ($Number(object.id) !== 0)
                    message.id = object.id >>> 0;
            if (object.registrationId != null)
                if ($Number(object.registrationId) !== 0)
                    message.registrationId = object.registrationId >>> 0;
            if (object.pniRegistrationId != null)
                if ($Number(object.pniRegistrationId) !== 0)
                    message.pniRegistrationId = object.pniRegistrationId >>> 0;
            if (object.addedAt != null)
                if (typeof object.addedAt === "object" ? object.addedAt.low || object.addedAt.high : $Number(object.addedAt) !== 0)
                    if ($util.Long)
                        message.addedAt = $util.Long.fromValue(object.addedAt, true);
                    else if (typeof object.addedAt === "string")
                        message.addedAt = $parseInt(object.addedAt, 10);
                    else if (typeof object.addedAt === "number")
                        message.addedAt = object.addedAt;
                    else if (typeof object.addedAt === "object")
                        message.addedAt = new $util.LongBits(object.addedAt.low >>> 0, object.addedAt.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a DeviceListEntry message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.DeviceListEntry
         * @static
         * @param {aldis.DeviceListEntry} message DeviceListEntry
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DeviceListEntry.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.id = 0;
                object.registrationId = 0;
                object.pniRegistrationId = 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.addedAt = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.addedAt = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                object.id = message.id;
            if (message.registrationId != null && $Object.hasOwnProperty.call(message, "registrationId"))
                object.registrationId = message.registrationId;
            if (message.pniRegistrationId != null && $Object.hasOwnProperty.call(message, "pniRegistrationId"))
                object.pniRegistrationId = message.pniRegistrationId;
            if (message.addedAt != null && $Object.hasOwnProperty.call(message, "addedAt"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.addedAt = typeof message.addedAt === "number" ? $BigInt(message.addedAt) : $util.Long.fromBits(message.addedAt.low >>> 0, message.addedAt.high >>> 0, true).toBigInt();
                else if (typeof message.addedAt === "number")
                    object.addedAt = options.longs === $String ? $String(message.addedAt) : message.addedAt;
                else
                    object.addedAt = options.longs === $String ? $util.Long.prototype.toString.call(message.addedAt) : options.longs === $Number ? new $util.LongBits(message.addedAt.low >>> 0, message.addedAt.high >>> 0).toNumber(true) : message.addedAt;
            return object;
        };

        /**
         * Converts this DeviceListEntry to JSON.
         * @function toJSON
         * @memberof aldis.DeviceListEntry
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DeviceListEntry.prototype.toJSON = function() {
            return DeviceListEntry.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DeviceListEntry
         * @function getTypeUrl
         * @memberof aldis.DeviceListEntry
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DeviceListEntry.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.DeviceListEntry";
        };

        return DeviceListEntry;
    })();

    aldis.Envelope = (function() {

        /**
         * Properties of an Envelope.
         * @typedef {Object} aldis.Envelope.$Properties
         * @property {aldis.Envelope.Type|null} [type] Envelope type
         * @property {number|Long|null} [clientTimestamp] Envelope clientTimestamp
         * @property {number|null} [sourceDevice] Envelope sourceDevice
         * @property {Uint8Array|null} [content] Envelope content
         * @property {number|Long|null} [serverTimestamp] Envelope serverTimestamp
         * @property {boolean|null} [ephemeral] Envelope ephemeral
         * @property {boolean|null} [urgent] Envelope urgent
         * @property {boolean|null} [story] Envelope story
         * @property {Uint8Array|null} [reportSpamToken] Envelope reportSpamToken
         * @property {Uint8Array|null} [sharedMrmKey] Envelope sharedMrmKey
         * @property {string|null} [sourceServiceId] Envelope sourceServiceId
         * @property {string|null} [destinationServiceId] Envelope destinationServiceId
         * @property {Uint8Array|null} [serverGuid] Envelope serverGuid
         * @property {string|null} [updatedPni] Envelope updatedPni
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Envelope.
         * @memberof aldis
         * @interface IEnvelope
         * @augments aldis.Envelope.$Properties
         * @deprecated Use aldis.Envelope.$Properties instead.
         */

        /**
         * Shape of an Envelope.
         * @typedef {aldis.Envelope.$Properties} aldis.Envelope.$Shape
         */

        /**
         * Constructs a new Envelope.
         * @memberof aldis
         * @classdesc Represents an Envelope.
         * @constructor
         * @param {aldis.Envelope.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Envelope = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Envelope type.
         * @member {aldis.Envelope.Type} type
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.type = 0;

        /**
         * Envelope clientTimestamp.
         * @member {number|Long} clientTimestamp
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.clientTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Envelope sourceDevice.
         * @member {number} sourceDevice
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.sourceDevice = 0;

        /**
         * Envelope content.
         * @member {Uint8Array} content
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.content = $util.newBuffer([]);

        /**
         * Envelope serverTimestamp.
         * @member {number|Long} serverTimestamp
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.serverTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Envelope ephemeral.
         * @member {boolean} ephemeral
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.ephemeral = false;

        /**
         * Envelope urgent.
         * @member {boolean} urgent
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.urgent = true;

        /**
         * Envelope story.
         * @member {boolean} story
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.story = false;

        /**
         * Envelope reportSpamToken.
         * @member {Uint8Array} reportSpamToken
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.reportSpamToken = $util.newBuffer([]);

        /**
         * Envelope sharedMrmKey.
         * @member {Uint8Array} sharedMrmKey
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.sharedMrmKey = $util.newBuffer([]);

        /**
         * Envelope sourceServiceId.
         * @member {string} sourceServiceId
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.sourceServiceId = "";

        /**
         * Envelope destinationServiceId.
         * @member {string} destinationServiceId
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.destinationServiceId = "";

        /**
         * Envelope serverGuid.
         * @member {Uint8Array} serverGuid
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.serverGuid = $util.newBuffer([]);

        /**
         * Envelope updatedPni.
         * @member {string} updatedPni
         * @memberof aldis.Envelope
         * @instance
         */
        Envelope.prototype.updatedPni = "";

        /**
         * Creates a new Envelope instance using the specified properties.
         * @function create
         * @memberof aldis.Envelope
         * @static
         * @param {aldis.Envelope.$Properties=} [properties] Properties to set
         * @returns {aldis.Envelope} Envelope instance
         * @type {{
         *   (properties: aldis.Envelope.$Shape): aldis.Envelope & aldis.Envelope.$Shape;
         *   (properties?: aldis.Envelope.$Properties): aldis.Envelope;
         * }}
         */
        Envelope.create = function(properties) {
            return new Envelope(properties);
        };

        /**
         * Encodes the specified Envelope message. Does not implicitly {@link aldis.Envelope.verify|verify} messages.
         * @function encode
         * @memberof aldis.Envelope
         * @static
         * @param {aldis.Envelope.$Properties} message Envelope message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Envelope.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                writer.uint32(/* id 1, wireType 0 =*/8).int32(message.type);
            if (message.clientTimestamp != null && $Object.hasOwnProperty.call(message, "clientTimestamp"))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.clientTimestamp);
            if (message.sourceDevice != null && $Object.hasOwnProperty.call(message, "sourceDevice"))
                writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.sourceDevice);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.content);
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.serverTimestamp);
            if (message.ephemeral != null && $Object.hasOwnProperty.call(message, "ephemeral"))
                writer.uint32(/* id 12, wireType 0 =*/96).bool(message.ephemeral);
            if (message.urgent != null && $Object.hasOwnProperty.call(message, "urgent"))
                writer.uint32(/* id 14, wireType 0 =*/112).bool(message.urgent);
            if (message.story != null && $Object.hasOwnProperty.call(message, "story"))
                writer.uint32(/* id 16, wireType 0 =*/128).bool(message.story);
            if (message.reportSpamToken != null && $Object.hasOwnProperty.call(message, "reportSpamToken"))
                writer.uint32(/* id 17, wireType 2 =*/138).bytes(message.reportSpamToken);
            if (message.sharedMrmKey != null && $Object.hasOwnProperty.call(message, "sharedMrmKey"))
                writer.uint32(/* id 18, wireType 2 =*/146).bytes(message.sharedMrmKey);
            if (message.sourceServiceId != null && $Object.hasOwnProperty.call(message, "sourceServiceId"))
                writer.uint32(/* id 19, wireType 2 =*/154).string(message.sourceServiceId);
            if (message.destinationServiceId != null && $Object.hasOwnProperty.call(message, "destinationServiceId"))
                writer.uint32(/* id 20, wireType 2 =*/162).string(message.destinationServiceId);
            if (message.serverGuid != null && $Object.hasOwnProperty.call(message, "serverGuid"))
                writer.uint32(/* id 21, wireType 2 =*/170).bytes(message.serverGuid);
            if (message.updatedPni != null && $Object.hasOwnProperty.call(message, "updatedPni"))
                writer.uint32(/* id 22, wireType 2 =*/178).string(message.updatedPni);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Envelope message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Envelope
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Envelope & aldis.Envelope.$Shape} Envelope
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Envelope.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Envelope();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        value = reader.int32();
                        if ($root.aldis.Envelope.Type[value] !== $undefined)
                            message.type = value;
                        else if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.clientTimestamp = reader.uint64();
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        message.sourceDevice = reader.uint32();
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.content = reader.bytes();
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        message.serverTimestamp = reader.uint64();
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        message.ephemeral = reader.bool();
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        message.urgent = reader.bool();
                        continue;
                    }
                case 16: {
                        if (wireType !== 0)
                            break;
                        message.story = reader.bool();
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        message.reportSpamToken = reader.bytes();
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        message.sharedMrmKey = reader.bytes();
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        message.sourceServiceId = reader.string();
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.destinationServiceId = reader.string();
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        message.serverGuid = reader.bytes();
                        continue;
                    }
                case 22: {
                        if (wireType !== 2)
                            break;
                        message.updatedPni = reader.string();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an Envelope message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Envelope
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Envelope} Envelope
         */
        Envelope.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Envelope)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Envelope: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Envelope();
            switch (object.type) {
            case "UNKNOWN":
            case 0:
                message.type = 0;
                break;
            case "CIPHERTEXT":
            case 1:
                message.type = 1;
                break;
            case "PREKEY_MESSAGE":
            case 3:
                message.type = 3;
                break;
            case "SERVER_DELIVERY_RECEIPT":
            case 5:
                message.type = 5;
                break;
            case "UNIDENTIFIED_SENDER":
            case 6:
                message.type = 6;
                break;
            case "PLAINTEXT_CONTENT":
            case 8:
                message.type = 8;
                break;
            default:
            }
            if (object.clientTimestamp != null)
                if ($util.Long)
                    message.clientTimestamp = $util.Long.fromValue(object.clientTimestamp, true);
                else if (typeof object.clientTimestamp === "string")
                    message.clientTimestamp = $parseInt(object.clientTimestamp, 10);
                else if (typeof object.clientTimestamp === "number")
                    message.clientTimestamp = object.clientTimestamp;
                else if (typeof object.clientTimestamp === "object")
                    message.clientTimestamp = new $util.LongBits(object.clientTimestamp.low >>> 0, object.clientTimestamp.high >>> 0).toNumber(true);
            if (object.sourceDevice != null)
                message.sourceDevice = object.sourceDevice >>> 0;
            if (object.content != null)
                if (typeof object.content === "string")
                    $util.base64.decode(object.content, message.content = $util.newBuffer($util.base64.length(object.content)), 0);
                else if (object.content.length >= 0)
                    message.content = object.content;
            if (object.serverTimestamp != null)
                if ($util.Long)
                    message.serverTimestamp = $util.Long.fromValue(object.serverTimestamp, true);
                else if (typeof object.serverTimestamp === "string")
                    message.serverTimestamp = $parseInt(object.serverTimestamp, 10);
                else if (typeof object.serverTimestamp === "number")
                    message.serverTimestamp = object.serverTimestamp;
                else if (typeof object.serverTimestamp === "object")
                    message.serverTimestamp = new $util.LongBits(object.serverTimestamp.low >>> 0, object.serverTimestamp.high >>> 0).toNumber(true);
            if (object.ephemeral != null)
                message.ephemeral = $Boolean(object.ephemeral);
            if (object.urgent != null)
                message.urgent = $Boolean(object.urgent);
            if (object.story != null)
                message.story = $Boolean(object.story);
            if (object.reportSpamToken != null)
                if (typeof object.reportSpamToken === "string")
                    $util.base64.decode(object.reportSpamToken, message.reportSpamToken = $util.newBuffer($util.base64.length(object.reportSpamToken)), 0);
                else if (object.reportSpamToken.length >= 0)
                    message.reportSpamToken = object.reportSpamToken;
            if (object.sharedMrmKey != null)
                if (typeof object.sharedMrmKey === "string")
                    $util.base64.decode(object.sharedMrmKey, message.sharedMrmKey = $util.newBuffer($util.base64.length(object.sharedMrmKey)), 0);
                else if (object.sharedMrmKey.length >= 0)
                    message.sharedMrmKey = object.sharedMrmKey;
            if (object.sourceServiceId != null)
                message.sourceServiceId = $String(object.sourceServiceId);
            if (object.destinationServiceId != null)
                message.destinationServiceId = $String(object.destinationServiceId);
            if (object.serverGuid != null)
                if (typeof object.serverGuid === "string")
                    $util.base64.decode(object.serverGuid, message.serverGuid = $util.newBuffer($util.base64.length(object.serverGuid)), 0);
                else if (object.serverGuid.length >= 0)
                    message.serverGuid = object.serverGuid;
            if (object.updatedPni != null)
                message.updatedPni = $String(object.updatedPni);
            return message;
        };

        /**
         * Creates a plain object from an Envelope message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Envelope
         * @static
         * @param {aldis.Envelope} message Envelope
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Envelope.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.type = options.enums === $String ? "UNKNOWN" : 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.clientTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.clientTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.sourceDevice = 0;
                if (options.bytes === $String)
                    object.content = "";
                else {
                    object.content = [];
                    if (options.bytes !== $Array)
                        object.content = $util.newBuffer(object.content);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.serverTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.serverTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.ephemeral = false;
                object.urgent = true;
                object.story = false;
                if (options.bytes === $String)
                    object.reportSpamToken = "";
                else {
                    object.reportSpamToken = [];
                    if (options.bytes !== $Array)
                        object.reportSpamToken = $util.newBuffer(object.reportSpamToken);
                }
                if (options.bytes === $String)
                    object.sharedMrmKey = "";
                else {
                    object.sharedMrmKey = [];
                    if (options.bytes !== $Array)
                        object.sharedMrmKey = $util.newBuffer(object.sharedMrmKey);
                }
                object.sourceServiceId = "";
                object.destinationServiceId = "";
                if (options.bytes === $String)
                    object.serverGuid = "";
                else {
                    object.serverGuid = [];
                    if (options.bytes !== $Array)
                        object.serverGuid = $util.newBuffer(object.serverGuid);
                }
                object.updatedPni = "";
            }
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                object.type = options.enums === $String ? $root.aldis.Envelope.Type[message.type] === $undefined ? message.type : $root.aldis.Envelope.Type[message.type] : message.type;
            if (message.clientTimestamp != null && $Object.hasOwnProperty.call(message, "clientTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.clientTimestamp = typeof message.clientTimestamp === "number" ? $BigInt(message.clientTimestamp) : $util.Long.fromBits(message.clientTimestamp.low >>> 0, message.clientTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.clientTimestamp === "number")
                    object.clientTimestamp = options.longs === $String ? $String(message.clientTimestamp) : message.clientTimestamp;
                else
                    object.clientTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.clientTimestamp) : options.longs === $Number ? new $util.LongBits(message.clientTimestamp.low >>> 0, message.clientTimestamp.high >>> 0).toNumber(true) : message.clientTimestamp;
            if (message.sourceDevice != null && $Object.hasOwnProperty.call(message, "sourceDevice"))
                object.sourceDevice = message.sourceDevice;
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                object.content = options.bytes === $String ? $util.base64.encode(message.content, 0, message.content.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.content) : message.content;
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.serverTimestamp = typeof message.serverTimestamp === "number" ? $BigInt(message.serverTimestamp) : $util.Long.fromBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.serverTimestamp === "number")
                    object.serverTimestamp = options.longs === $String ? $String(message.serverTimestamp) : message.serverTimestamp;
                else
                    object.serverTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.serverTimestamp) : options.longs === $Number ? new $util.LongBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0).toNumber(true) : message.serverTimestamp;
            if (message.ephemeral != null && $Object.hasOwnProperty.call(message, "ephemeral"))
                object.ephemeral = message.ephemeral;
            if (message.urgent != null && $Object.hasOwnProperty.call(message, "urgent"))
                object.urgent = message.urgent;
            if (message.story != null && $Object.hasOwnProperty.call(message, "story"))
                object.story = message.story;
            if (message.reportSpamToken != null && $Object.hasOwnProperty.call(message, "reportSpamToken"))
                object.reportSpamToken = options.bytes === $String ? $util.base64.encode(message.reportSpamToken, 0, message.reportSpamToken.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.reportSpamToken) : message.reportSpamToken;
            if (message.sharedMrmKey != null && $Object.hasOwnProperty.call(message, "sharedMrmKey"))
                object.sharedMrmKey = options.bytes === $String ? $util.base64.encode(message.sharedMrmKey, 0, message.sharedMrmKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.sharedMrmKey) : message.sharedMrmKey;
            if (message.sourceServiceId != null && $Object.hasOwnProperty.call(message, "sourceServiceId"))
                object.sourceServiceId = message.sourceServiceId;
            if (message.destinationServiceId != null && $Object.hasOwnProperty.call(message, "destinationServiceId"))
                object.destinationServiceId = message.destinationServiceId;
            if (message.serverGuid != null && $Object.hasOwnProperty.call(message, "serverGuid"))
                object.serverGuid = options.bytes === $String ? $util.base64.encode(message.serverGuid, 0, message.serverGuid.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.serverGuid) : message.serverGuid;
            if (message.updatedPni != null && $Object.hasOwnProperty.call(message, "updatedPni"))
                object.updatedPni = message.updatedPni;
            return object;
        };

        /**
         * Converts this Envelope to JSON.
         * @function toJSON
         * @memberof aldis.Envelope
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Envelope.prototype.toJSON = function() {
            return Envelope.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Envelope
         * @function getTypeUrl
         * @memberof aldis.Envelope
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Envelope.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Envelope";
        };

        /**
         * Type enum.
         * @name aldis.Envelope.Type
         * @enum {number}
         * @property {number} UNKNOWN=0 UNKNOWN value
         * @property {number} CIPHERTEXT=1 CIPHERTEXT value
         * @property {number} PREKEY_MESSAGE=3 PREKEY_MESSAGE value
         * @property {number} SERVER_DELIVERY_RECEIPT=5 SERVER_DELIVERY_RECEIPT value
         * @property {number} UNIDENTIFIED_SENDER=6 UNIDENTIFIED_SENDER value
         * @property {number} PLAINTEXT_CONTENT=8 PLAINTEXT_CONTENT value
         */
        Envelope.Type = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNKNOWN"] = 0;
            values[valuesById[1] = "CIPHERTEXT"] = 1;
            values[valuesById[3] = "PREKEY_MESSAGE"] = 3;
            values[valuesById[5] = "SERVER_DELIVERY_RECEIPT"] = 5;
            values[valuesById[6] = "UNIDENTIFIED_SENDER"] = 6;
            values[valuesById[8] = "PLAINTEXT_CONTENT"] = 8;
            return values;
        })();

        return Envelope;
    })();

    aldis.Refusal = (function() {

        /**
         * Properties of a Refusal.
         * @typedef {Object} aldis.Refusal.$Properties
         * @property {string|null} [code] Refusal code
         * @property {string|null} [message] Refusal message
         * @property {boolean|null} [retryable] Refusal retryable
         * @property {number|Long|null} [retryAfterMs] Refusal retryAfterMs
         * @property {aldis.MismatchedDevices.$Properties|null} [mismatchedDevices] Refusal mismatchedDevices
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Refusal.
         * @memberof aldis
         * @interface IRefusal
         * @augments aldis.Refusal.$Properties
         * @deprecated Use aldis.Refusal.$Properties instead.
         */

        /**
         * Shape of a Refusal.
         * @typedef {aldis.Refusal.$Properties} aldis.Refusal.$Shape
         */

        /**
         * Constructs a new Refusal.
         * @memberof aldis
         * @classdesc Represents a Refusal.
         * @constructor
         * @param {aldis.Refusal.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Refusal = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Refusal code.
         * @member {string} code
         * @memberof aldis.Refusal
         * @instance
         */
        Refusal.prototype.code = "";

        /**
         * Refusal message.
         * @member {string} message
         * @memberof aldis.Refusal
         * @instance
         */
        Refusal.prototype.message = "";

        /**
         * Refusal retryable.
         * @member {boolean} retryable
         * @memberof aldis.Refusal
         * @instance
         */
        Refusal.prototype.retryable = false;

        /**
         * Refusal retryAfterMs.
         * @member {number|Long} retryAfterMs
         * @memberof aldis.Refusal
         * @instance
         */
        Refusal.prototype.retryAfterMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Refusal mismatchedDevices.
         * @member {aldis.MismatchedDevices.$Properties|null|undefined} mismatchedDevices
         * @memberof aldis.Refusal
         * @instance
         */
        Refusal.prototype.mismatchedDevices = null;

        /**
         * Creates a new Refusal instance using the specified properties.
         * @function create
         * @memberof aldis.Refusal
         * @static
         * @param {aldis.Refusal.$Properties=} [properties] Properties to set
         * @returns {aldis.Refusal} Refusal instance
         * @type {{
         *   (properties: aldis.Refusal.$Shape): aldis.Refusal & aldis.Refusal.$Shape;
         *   (properties?: aldis.Refusal.$Properties): aldis.Refusal;
         * }}
         */
        Refusal.create = function(properties) {
            return new Refusal(properties);
        };

        /**
         * Encodes the specified Refusal message. Does not implicitly {@link aldis.Refusal.verify|verify} messages.
         * @function encode
         * @memberof aldis.Refusal
         * @static
         * @param {aldis.Refusal.$Properties} message Refusal message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Refusal.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
            if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
            if (message.retryable != null && $Object.hasOwnProperty.call(message, "retryable") && message.retryable !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.retryable);
            if (message.retryAfterMs != null && $Object.hasOwnProperty.call(message, "retryAfterMs") && (typeof message.retryAfterMs === "object" ? message.retryAfterMs.low || message.retryAfterMs.high : message.retryAfterMs !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.retryAfterMs);
            if (message.mismatchedDevices != null && $Object.hasOwnProperty.call(message, "mismatchedDevices"))
                $root.aldis.MismatchedDevices.encode(message.mismatchedDevices, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Refusal message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Refusal
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Refusal & aldis.Refusal.$Shape} Refusal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Refusal.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Refusal();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.message = value;
                        else
                            delete message.message;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.retryable = value;
                        else
                            delete message.retryable;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.retryAfterMs = value;
                        else
                            delete message.retryAfterMs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.mismatchedDevices = $root.aldis.MismatchedDevices.decode(reader, reader.size(), $undefined, _depth + 1, message.mismatchedDevices);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Refusal message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Refusal
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Refusal} Refusal
         */
        Refusal.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Refusal)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Refusal: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Refusal();
            if (object.code != null)
                if (typeof object.code !== "string" || object.code.length)
                    message.code = $String(object.code);
            if (object.message != null)
                if (typeof object.message !== "string" || object.message.length)
                    message.message = $String(object.message);
            if (object.retryable != null)
                if (object.retryable)
                    message.retryable = $Boolean(object.retryable);
            if (object.retryAfterMs != null)
                if (typeof object.retryAfterMs === "object" ? object.retryAfterMs.low || object.retryAfterMs.high : $Number(object.retryAfterMs) !== 0)
                    if ($util.Long)
                        message.retryAfterMs = $util.Long.fromValue(object.retryAfterMs, true);
                    else if (typeof object.retryAfterMs === "string")
                        message.retryAfterMs = $parseInt(object.retryAfterMs, 10);
                    else if (typeof object.retryAfterMs === "number")
                        message.retryAfterMs = object.retryAfterMs;
                    else if (typeof object.retryAfterMs === "object")
                        message.retryAfterMs = new $util.LongBits(object.retryAfterMs.low >>> 0, object.retryAfterMs.high >>> 0).toNumber(true);
            if (object.mismatchedDevices != null) {
                if (!$util.isObject(object.mismatchedDevices))
                    throw $TypeError(".aldis.Refusal.mismatchedDevices: object expected");
                message.mismatchedDevices = $root.aldis.MismatchedDevices.fromObject(object.mismatchedDevices, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a Refusal message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Refusal
         * @static
         * @param {aldis.Refusal} message Refusal
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Refusal.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.code = "";
                object.message = "";
                object.retryable = false;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.retryAfterMs = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.retryAfterMs = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.mismatchedDevices = null;
            }
            if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                object.code = message.code;
            if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                object.message = message.message;
            if (message.retryable != null && $Object.hasOwnProperty.call(message, "retryable"))
                object.retryable = message.retryable;
            if (message.retryAfterMs != null && $Object.hasOwnProperty.call(message, "retryAfterMs"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.retryAfterMs = typeof message.retryAfterMs === "number" ? $BigInt(message.retryAfterMs) : $util.Long.fromBits(message.retryAfterMs.low >>> 0, message.retryAfterMs.high >>> 0, true).toBigInt();
                else if (typeof message.retryAfterMs === "number")
                    object.retryAfterMs = options.longs === $String ? $String(message.retryAfterMs) : message.retryAfterMs;
                else
                    object.retryAfterMs = options.longs === $String ? $util.Long.prototype.toString.call(message.retryAfterMs) : options.longs === $Number ? new $util.LongBits(message.retryAfterMs.low >>> 0, message.retryAfterMs.high >>> 0).toNumber(true) : message.retryAfterMs;
            if (message.mismatchedDevices != null && $Object.hasOwnProperty.call(message, "mismatchedDevices"))
                object.mismatchedDevices = $root.aldis.MismatchedDevices.toObject(message.mismatchedDevices, options, _depth + 1);
            return object;
        };

        /**
         * Converts this Refusal to JSON.
         * @function toJSON
         * @memberof aldis.Refusal
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Refusal.prototype.toJSON = function() {
            return Refusal.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Refusal
         * @function getTypeUrl
         * @memberof aldis.Refusal
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Refusal.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Refusal";
        };

        return Refusal;
    })();

    aldis.MismatchedDevices = (function() {

        /**
         * Properties of a MismatchedDevices.
         * @typedef {Object} aldis.MismatchedDevices.$Properties
         * @property {Array.<number>|null} [missing] MismatchedDevices missing
         * @property {Array.<number>|null} [extra] MismatchedDevices extra
         * @property {Array.<number>|null} [stale] MismatchedDevices stale
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MismatchedDevices.
         * @memberof aldis
         * @interface IMismatchedDevices
         * @augments aldis.MismatchedDevices.$Properties
         * @deprecated Use aldis.MismatchedDevices.$Properties instead.
         */

        /**
         * Shape of a MismatchedDevices.
         * @typedef {aldis.MismatchedDevices.$Properties} aldis.MismatchedDevices.$Shape
         */

        /**
         * Constructs a new MismatchedDevices.
         * @memberof aldis
         * @classdesc Represents a MismatchedDevices.
         * @constructor
         * @param {aldis.MismatchedDevices.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MismatchedDevices = function (properties) {
            this.missing = [];
            this.extra = [];
            this.stale = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MismatchedDevices missing.
         * @member {Array.<number>} missing
         * @memberof aldis.MismatchedDevices
         * @instance
         */
        MismatchedDevices.prototype.missing = $util.emptyArray;

        /**
         * MismatchedDevices extra.
         * @member {Array.<number>} extra
         * @memberof aldis.MismatchedDevices
         * @instance
         */
        MismatchedDevices.prototype.extra = $util.emptyArray;

        /**
         * MismatchedDevices stale.
         * @member {Array.<number>} stale
         * @memberof aldis.MismatchedDevices
         * @instance
         */
        MismatchedDevices.prototype.stale = $util.emptyArray;

        /**
         * Creates a new MismatchedDevices instance using the specified properties.
         * @function create
         * @memberof aldis.MismatchedDevices
         * @static
         * @param {aldis.MismatchedDevices.$Properties=} [properties] Properties to set
         * @returns {aldis.MismatchedDevices} MismatchedDevices instance
         * @type {{
         *   (properties: aldis.MismatchedDevices.$Shape): aldis.MismatchedDevices & aldis.MismatchedDevices.$Shape;
         *   (properties?: aldis.MismatchedDevices.$Properties): aldis.MismatchedDevices;
         * }}
         */
        MismatchedDevices.create = function(properties) {
            return new MismatchedDevices(properties);
        };

        /**
         * Encodes the specified MismatchedDevices message. Does not implicitly {@link aldis.MismatchedDevices.verify|verify} messages.
         * @function encode
         * @memberof aldis.MismatchedDevices
         * @static
         * @param {aldis.MismatchedDevices.$Properties} message MismatchedDevices message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MismatchedDevices.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.missing != null && message.missing.length)
                writer.uint32(/* id 1, wireType 2 =*/10).uint32s(message.missing);
            if (message.extra != null && message.extra.length)
                writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.extra);
            if (message.stale != null && message.stale.length)
                writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.stale);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MismatchedDevices message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.MismatchedDevices
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.MismatchedDevices & aldis.MismatchedDevices.$Shape} MismatchedDevices
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MismatchedDevices.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.MismatchedDevices();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType === 2) {
                            if (!(message.missing && message.missing.length))
                                message.missing = [];
                            reader.uint32s(message.missing);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.missing && message.missing.length))
                            message.missing = [];
                        message.missing.push(reader.uint32());
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.extra && message.extra.length))
                                message.extra = [];
                            reader.uint32s(message.extra);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.extra && message.extra.length))
                            message.extra = [];
                        message.extra.push(reader.uint32());
                        continue;
                    }
                case 3: {
                        if (wireType === 2) {
                            if (!(message.stale && message.stale.length))
                                message.stale = [];
                            reader.uint32s(message.stale);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.stale && message.stale.length))
                            message.stale = [];
                        message.stale.push(reader.uint32());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a MismatchedDevices message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.MismatchedDevices
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.MismatchedDevices} MismatchedDevices
         */
        MismatchedDevices.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.MismatchedDevices)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.MismatchedDevices: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.MismatchedDevices();
            if (object.missing) {
                if (!$Array.isArray(object.missing))
                    throw $TypeError(".aldis.MismatchedDevices.missing: array expected");
                message.missing = $Array(object.missing.length);
                for (let i = 0; i < object.missing.length; ++i)
                    message.missing[i] = object.missing[i] >>> 0;
            }
            if (object.extra) {
                if (!$Array.isArray(object.extra))
                    throw $TypeError(".aldis.MismatchedDevices.extra: array expected");
                message.extra = $Array(object.extra.length);
                for (let i = 0; i < object.extra.length; ++i)
                    message.extra[i] = object.extra[i] >>> 0;
            }
            if (object.stale) {
                if (!$Array.isArray(object.stale))
                    throw $TypeError(".aldis.MismatchedDevices.stale: array expected");
                message.stale = $Array(object.stale.length);
                for (let i = 0; i < object.stale.length; ++i)
                    message.stale[i] = object.stale[i] >>> 0;
            }
            return message;
        };

        /**
         * Creates a plain object from a MismatchedDevices message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.MismatchedDevices
         * @static
         * @param {aldis.MismatchedDevices} message MismatchedDevices
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        MismatchedDevices.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.missing = [];
                object.extra = [];
                object.stale = [];
            }
            if (message.missing && message.missing.length) {
                object.missing = $Array(message.missing.length);
                for (let j = 0; j < message.missing.length; ++j)
                    object.missing[j] = message.missing[j];
            }
            if (message.extra && message.extra.length) {
                object.extra = $Array(message.extra.length);
                for (let j = 0; j < message.extra.length; ++j)
                    object.extra[j] = message.extra[j];
            }
            if (message.stale && message.stale.length) {
                object.stale = $Array(message.stale.length);
                for (let j = 0; j < message.stale.length; ++j)
                    object.stale[j] = message.stale[j];
            }
            return object;
        };

        /**
         * Converts this MismatchedDevices to JSON.
         * @function toJSON
         * @memberof aldis.MismatchedDevices
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        MismatchedDevices.prototype.toJSON = function() {
            return MismatchedDevices.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for MismatchedDevices
         * @function getTypeUrl
         * @memberof aldis.MismatchedDevices
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        MismatchedDevices.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.MismatchedDevices";
        };

        return MismatchedDevices;
    })();

    aldis.Send = (function() {

        /**
         * Properties of a Send.
         * @typedef {Object} aldis.Send.$Properties
         * @property {Uint8Array|null} [guid] Send guid
         * @property {string|null} [destination] Send destination
         * @property {Array.<aldis.DeviceContent.$Properties>|null} [contents] Send contents
         * @property {boolean|null} [ephemeral] Send ephemeral
         * @property {boolean|null} [urgent] Send urgent
         * @property {number|Long|null} [timestamp] Send timestamp
         * @property {Uint8Array|null} [accessKey] Send accessKey
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Send.
         * @memberof aldis
         * @interface ISend
         * @augments aldis.Send.$Properties
         * @deprecated Use aldis.Send.$Properties instead.
         */

        /**
         * Shape of a Send.
         * @typedef {aldis.Send.$Properties} aldis.Send.$Shape
         */

        /**
         * Constructs a new Send.
         * @memberof aldis
         * @classdesc Represents a Send.
         * @constructor
         * @param {aldis.Send.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Send = function (properties) {
            this.contents = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Send guid.
         * @member {Uint8Array} guid
         * @memberof aldis.Send
         * @instance
         */
        Send.prototype.guid = $util.newBuffer([]);

        /**
         * Send destination.
         * @member {string} destination
         * @memberof aldis.Send
         * @instance
         */
        Send.prototype.destination = "";

        /**
         * Send contents.
         * @member {Array.<aldis.DeviceContent.$Properties>} contents
         * @memberof aldis.Send
         * @instance
         */
        Send.prototype.contents = $util.emptyArray;

        /**
         * Send ephemeral.
         * @member {boolean} ephemeral
         * @memberof aldis.Send
         * @instance
         */
        Send.prototype.ephemeral = false;

        /**
         * Send urgent.
         * @member {boolean|null|undefined} urgent
         * @memberof aldis.Send
         * @instance
         */
        Send.prototype.urgent = null;

        /**
         * Send timestamp.
         * @member {number|Long} timestamp
         * @memberof aldis.Send
         * @instance
         */
        Send.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Send accessKey.
         * @member {Uint8Array} accessKey
         * @memberof aldis.Send
         * @instance
         */
        Send.prototype.accessKey = $util.newBuffer([]);

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Send.prototype, "_urgent", {
            get: $util.oneOfGetter($oneOfFields = ["urgent"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new Send instance using the specified properties.
         * @function create
         * @memberof aldis.Send
         * @static
         * @param {aldis.Send.$Properties=} [properties] Properties to set
         * @returns {aldis.Send} Send instance
         * @type {{
         *   (properties: aldis.Send.$Shape): aldis.Send & aldis.Send.$Shape;
         *   (properties?: aldis.Send.$Properties): aldis.Send;
         * }}
         */
        Send.create = function(properties) {
            return new Send(properties);
        };

        /**
         * Encodes the specified Send message. Does not implicitly {@link aldis.Send.verify|verify} messages.
         * @function encode
         * @memberof aldis.Send
         * @static
         * @param {aldis.Send.$Properties} message Send message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Send.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.guid != null && $Object.hasOwnProperty.call(message, "guid") && message.guid.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.guid);
            if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.destination);
            if (message.contents != null && message.contents.length)
                for (let i = 0; i < message.contents.length; ++i)
                    $root.aldis.DeviceContent.encode(message.contents[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.ephemeral != null && $Object.hasOwnProperty.call(message, "ephemeral") && message.ephemeral !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.ephemeral);
            if (message.urgent != null && $Object.hasOwnProperty.call(message, "urgent"))
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.urgent);
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && (typeof message.timestamp === "object" ? message.timestamp.low || message.timestamp.high : message.timestamp !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.timestamp);
            if (message.accessKey != null && $Object.hasOwnProperty.call(message, "accessKey") && message.accessKey.length)
                writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.accessKey);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Send message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Send
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Send & aldis.Send.$Shape} Send
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Send.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Send();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.guid = value;
                        else
                            delete message.guid;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.destination = value;
                        else
                            delete message.destination;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.contents && message.contents.length))
                            message.contents = [];
                        message.contents.push($root.aldis.DeviceContent.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ephemeral = value;
                        else
                            delete message.ephemeral;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.urgent = reader.bool();
                        message._urgent = "urgent";
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.timestamp = value;
                        else
                            delete message.timestamp;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.accessKey = value;
                        else
                            delete message.accessKey;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Send message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Send
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Send} Send
         */
        Send.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Send)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Send: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Send();
            if (object.guid != null)
                if (object.guid.length)
                    if (typeof object.guid === "string")
                        $util.base64.decode(object.guid, message.guid = $util.newBuffer($util.base64.length(object.guid)), 0);
                    else if (object.guid.length >= 0)
                        message.guid = object.guid;
            if (object.destination != null)
                if (typeof object.destination !== "string" || object.destination.length)
                    message.destination = $String(object.destination);
            if (object.contents) {
                if (!$Array.isArray(object.contents))
                    throw $TypeError(".aldis.Send.contents: array expected");
                message.contents = $Array(object.contents.length);
                for (let i = 0; i < object.contents.length; ++i) {
                    if (!$util.isObject(object.contents[i]))
                        throw $TypeError(".aldis.Send.contents: object expected");
                    message.contents[i] = $root.aldis.DeviceContent.fromObject(object.contents[i], _depth + 1);
                }
            }
            if (object.ephemeral != null)
                if (object.ephemeral)
                    message.ephemeral = $Boolean(object.ephemeral);
            if (object.urgent != null)
                message.urgent = $Boolean(object.urgent);
            if (object.timestamp != null)
                if (typeof object.timestamp === "object" ? object.timestamp.low || object.timestamp.high : $Number(object.timestamp) !== 0)
                    if ($util.Long)
                        message.timestamp = $util.Long.fromValue(object.timestamp, true);
                    else if (typeof object.timestamp === "string")
                        message.timestamp = $parseInt(object.timestamp, 10);
                    else if (typeof object.timestamp === "number")
                        message.timestamp = object.timestamp;
                    else if (typeof object.timestamp === "object")
                        message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
            if (object.accessKey != null)
                if (object.accessKey.length)
                    if (typeof object.accessKey === "string")
                        $util.base64.decode(object.accessKey, message.accessKey = $util.newBuffer($util.base64.length(object.accessKey)), 0);
                    else if (object.accessKey.length >= 0)
                        message.accessKey = object.accessKey;
            return message;
        };

        /**
         * Creates a plain object from a Send message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Send
         * @static
         * @param {aldis.Send} message Send
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Send.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.contents = [];
            if (options.defaults) {
                if (options.bytes === $String)
                    object.guid = "";
                else {
                    object.guid = [];
                    if (options.bytes !== $Array)
                        object.guid = $util.newBuffer(object.guid);
                }
                object.destination = "";
                object.ephemeral = false;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (options.bytes === $String)
                    object.accessKey = "";
                else {
                    object.accessKey = [];
                    if (options.bytes !== $Array)
                        object.accessKey = $util.newBuffer(object.accessKey);
                }
            }
            if (message.guid != null && $Object.hasOwnProperty.call(message, "guid"))
                object.guid = options.bytes === $String ? $util.base64.encode(message.guid, 0, message.guid.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.guid) : message.guid;
            if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                object.destination = message.destination;
            if (message.contents && message.contents.length) {
                object.contents = $Array(message.contents.length);
                for (let j = 0; j < message.contents.length; ++j)
                    object.contents[j] = $root.aldis.DeviceContent.toObject(message.contents[j], options, _depth + 1);
            }
            if (message.ephemeral != null && $Object.hasOwnProperty.call(message, "ephemeral"))
                object.ephemeral = message.ephemeral;
            if (message.urgent != null && $Object.hasOwnProperty.call(message, "urgent"))
                object.urgent = message.urgent;
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                else if (typeof message.timestamp === "number")
                    object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                else
                    object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
            if (message.accessKey != null && $Object.hasOwnProperty.call(message, "accessKey"))
                object.accessKey = options.bytes === $String ? $util.base64.encode(message.accessKey, 0, message.accessKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.accessKey) : message.accessKey;
            return object;
        };

        /**
         * Converts this Send to JSON.
         * @function toJSON
         * @memberof aldis.Send
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Send.prototype.toJSON = function() {
            return Send.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Send
         * @function getTypeUrl
         * @memberof aldis.Send
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Send.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Send";
        };

        return Send;
    })();

    aldis.DeviceContent = (function() {

        /**
         * Properties of a DeviceContent.
         * @typedef {Object} aldis.DeviceContent.$Properties
         * @property {number|null} [deviceId] DeviceContent deviceId
         * @property {number|null} [registrationId] DeviceContent registrationId
         * @property {number|null} [type] DeviceContent type
         * @property {Uint8Array|null} [content] DeviceContent content
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DeviceContent.
         * @memberof aldis
         * @interface IDeviceContent
         * @augments aldis.DeviceContent.$Properties
         * @deprecated Use aldis.DeviceContent.$Properties instead.
         */

        /**
         * Shape of a DeviceContent.
         * @typedef {aldis.DeviceContent.$Properties} aldis.DeviceContent.$Shape
         */

        /**
         * Constructs a new DeviceContent.
         * @memberof aldis
         * @classdesc Represents a DeviceContent.
         * @constructor
         * @param {aldis.DeviceContent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DeviceContent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DeviceContent deviceId.
         * @member {number} deviceId
         * @memberof aldis.DeviceContent
         * @instance
         */
        DeviceContent.prototype.deviceId = 0;

        /**
         * DeviceContent registrationId.
         * @member {number} registrationId
         * @memberof aldis.DeviceContent
         * @instance
         */
        DeviceContent.prototype.registrationId = 0;

        /**
         * DeviceContent type.
         * @member {number} type
         * @memberof aldis.DeviceContent
         * @instance
         */
        DeviceContent.prototype.type = 0;

        /**
         * DeviceContent content.
         * @member {Uint8Array} content
         * @memberof aldis.DeviceContent
         * @instance
         */
        DeviceContent.prototype.content = $util.newBuffer([]);

        /**
         * Creates a new DeviceContent instance using the specified properties.
         * @function create
         * @memberof aldis.DeviceContent
         * @static
         * @param {aldis.DeviceContent.$Properties=} [properties] Properties to set
         * @returns {aldis.DeviceContent} DeviceContent instance
         * @type {{
         *   (properties: aldis.DeviceContent.$Shape): aldis.DeviceContent & aldis.DeviceContent.$Shape;
         *   (properties?: aldis.DeviceContent.$Properties): aldis.DeviceContent;
         * }}
         */
        DeviceContent.create = function(properties) {
            return new DeviceContent(properties);
        };

        /**
         * Encodes the specified DeviceContent message. Does not implicitly {@link aldis.DeviceContent.verify|verify} messages.
         * @function encode
         * @memberof aldis.DeviceContent
         * @static
         * @param {aldis.DeviceContent.$Properties} message DeviceContent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DeviceContent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.deviceId);
            if (message.registrationId != null && $Object.hasOwnProperty.call(message, "registrationId") && message.registrationId !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.registrationId);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.type);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.content);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DeviceContent message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.DeviceContent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.DeviceContent & aldis.DeviceContent.$Shape} DeviceContent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DeviceContent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.DeviceContent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.deviceId = value;
                        else
                            delete message.deviceId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.registrationId = value;
                        else
                            delete message.registrationId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DeviceContent message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.DeviceContent
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.DeviceContent} DeviceContent
         */
        DeviceContent.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.DeviceContent)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.DeviceContent: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.DeviceContent();
            if (object.deviceId != null)
                if ($Number(object.deviceId) !== 0)
                    message.deviceId = object.deviceId >>> 0;
            if (object.registrationId != null)
                if ($Number(object.registrationId) !== 0)
                    message.registrationId = object.registrationId >>> 0;
            if (object.type != null)
                if ($Number(object.type) !== 0)
                    message.type = object.type >>> 0;
            if (object.content != null)
                if (object.content.length)
                    if (typeof object.content === "string")
                        $util.base64.decode(object.content, message.content = $util.newBuffer($util.base64.length(object.content)), 0);
                    else if (object.content.length >= 0)
                        message.content = object.content;
            return message;
        };

        /**
         * Creates a plain object from a DeviceContent message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.DeviceContent
         * @static
         * @param {aldis.DeviceContent} message DeviceContent
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DeviceContent.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.deviceId = 0;
                object.registrationId = 0;
                object.type = 0;
                if (options.bytes === $String)
                    object.content = "";
                else {
                    object.content = [];
                    if (options.bytes !== $Array)
                        object.content = $util.newBuffer(object.content);
                }
            }
            if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId"))
                object.deviceId = message.deviceId;
            if (message.registrationId != null && $Object.hasOwnProperty.call(message, "registrationId"))
                object.registrationId = message.registrationId;
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                object.type = message.type;
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                object.content = options.bytes === $String ? $util.base64.encode(message.content, 0, message.content.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.content) : message.content;
            return object;
        };

        /**
         * Converts this DeviceContent to JSON.
         * @function toJSON
         * @memberof aldis.DeviceContent
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DeviceContent.prototype.toJSON = function() {
            return DeviceContent.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DeviceContent
         * @function getTypeUrl
         * @memberof aldis.DeviceContent
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DeviceContent.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.DeviceContent";
        };

        return DeviceContent;
    })();

    aldis.SendAnswer = (function() {

        /**
         * Properties of a SendAnswer.
         * @typedef {Object} aldis.SendAnswer.$Properties
         * @property {aldis.Refusal.$Properties|null} [refusal] SendAnswer refusal
         * @property {number|Long|null} [serverTimestamp] SendAnswer serverTimestamp
         * @property {boolean|null} [needsSync] SendAnswer needsSync
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SendAnswer.
         * @memberof aldis
         * @interface ISendAnswer
         * @augments aldis.SendAnswer.$Properties
         * @deprecated Use aldis.SendAnswer.$Properties instead.
         */

        /**
         * Shape of a SendAnswer.
         * @typedef {aldis.SendAnswer.$Properties} aldis.SendAnswer.$Shape
         */

        /**
         * Constructs a new SendAnswer.
         * @memberof aldis
         * @classdesc Represents a SendAnswer.
         * @constructor
         * @param {aldis.SendAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SendAnswer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SendAnswer refusal.
         * @member {aldis.Refusal.$Properties|null|undefined} refusal
         * @memberof aldis.SendAnswer
         * @instance
         */
        SendAnswer.prototype.refusal = null;

        /**
         * SendAnswer serverTimestamp.
         * @member {number|Long} serverTimestamp
         * @memberof aldis.SendAnswer
         * @instance
         */
        SendAnswer.prototype.serverTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SendAnswer needsSync.
         * @member {boolean} needsSync
         * @memberof aldis.SendAnswer
         * @instance
         */
        SendAnswer.prototype.needsSync = false;

        /**
         * Creates a new SendAnswer instance using the specified properties.
         * @function create
         * @memberof aldis.SendAnswer
         * @static
         * @param {aldis.SendAnswer.$Properties=} [properties] Properties to set
         * @returns {aldis.SendAnswer} SendAnswer instance
         * @type {{
         *   (properties: aldis.SendAnswer.$Shape): aldis.SendAnswer & aldis.SendAnswer.$Shape;
         *   (properties?: aldis.SendAnswer.$Properties): aldis.SendAnswer;
         * }}
         */
        SendAnswer.create = function(properties) {
            return new SendAnswer(properties);
        };

        /**
         * Encodes the specified SendAnswer message. Does not implicitly {@link aldis.SendAnswer.verify|verify} messages.
         * @function encode
         * @memberof aldis.SendAnswer
         * @static
         * @param {aldis.SendAnswer.$Properties} message SendAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SendAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                $root.aldis.Refusal.encode(message.refusal, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp") && (typeof message.serverTimestamp === "object" ? message.serverTimestamp.low || message.serverTimestamp.high : message.serverTimestamp !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.serverTimestamp);
            if (message.needsSync != null && $Object.hasOwnProperty.call(message, "needsSync") && message.needsSync !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.needsSync);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SendAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.SendAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.SendAnswer & aldis.SendAnswer.$Shape} SendAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SendAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.SendAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.refusal = $root.aldis.Refusal.decode(reader, reader.size(), $undefined, _depth + 1, message.refusal);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.serverTimestamp = value;
                        else
                            delete message.serverTimestamp;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.needsSync = value;
                        else
                            delete message.needsSync;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SendAnswer message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.SendAnswer
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.SendAnswer} SendAnswer
         */
        SendAnswer.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.SendAnswer)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.SendAnswer: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.SendAnswer();
            if (object.refusal != null) {
                if (!$util.isObject(object.refusal))
                    throw $TypeError(".aldis.SendAnswer.refusal: object expected");
                message.refusal = $root.aldis.Refusal.fromObject(object.refusal, _depth + 1);
            }
            if (object.serverTimestamp != null)
                if (typeof object.serverTimestamp === "object" ? object.serverTimestamp.low || object.serverTimestamp.high : $Number(object.serverTimestamp) !== 0)
                    if ($util.Long)
                        message.serverTimestamp = $util.Long.fromValue(object.serverTimestamp, true);
                    else if (typeof object.serverTimestamp === "string")
                        message.serverTimestamp = $parseInt(object.serverTimestamp, 10);
                    else if (typeof object.serverTimestamp === "number")
                        message.serverTimestamp = object.serverTimestamp;
                    else if (typeof object.serverTimestamp === "object")
                        message.serverTimestamp = new $util.LongBits(object.serverTimestamp.low >>> 0, object.serverTimestamp.high >>> 0).toNumber(true);
            if (object.needsSync != null)
                if (object.needsSync)
                    message.needsSync = $Boolean(object.needsSync);
            return message;
        };

        /**
         * Creates a plain object from a SendAnswer message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.SendAnswer
         * @static
         * @param {aldis.SendAnswer} message SendAnswer
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SendAnswer.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.refusal = null;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.serverTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.serverTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.needsSync = false;
            }
            if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                object.refusal = $root.aldis.Refusal.toObject(message.refusal, options, _depth + 1);
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.serverTimestamp = typeof message.serverTimestamp === "number" ? $BigInt(message.serverTimestamp) : $util.Long.fromBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.serverTimestamp === "number")
                    object.serverTimestamp = options.longs === $String ? $String(message.serverTimestamp) : message.serverTimestamp;
                else
                    object.serverTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.serverTimestamp) : options.longs === $Number ? new $util.LongBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0).toNumber(true) : message.serverTimestamp;
            if (message.needsSync != null && $Object.hasOwnProperty.call(message, "needsSync"))
                object.needsSync = message.needsSync;
            return object;
        };

        /**
         * Converts this SendAnswer to JSON.
         * @function toJSON
         * @memberof aldis.SendAnswer
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SendAnswer.prototype.toJSON = function() {
            return SendAnswer.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SendAnswer
         * @function getTypeUrl
         * @memberof aldis.SendAnswer
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SendAnswer.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.SendAnswer";
        };

        return SendAnswer;
    })();

    aldis.SendGroup = (function() {

        /**
         * Properties of a SendGroup.
         * @typedef {Object} aldis.SendGroup.$Properties
         * @property {Uint8Array|null} [upload] SendGroup upload
         * @property {Uint8Array|null} [groupSendToken] SendGroup groupSendToken
         * @property {number|Long|null} [timestamp] SendGroup timestamp
         * @property {boolean|null} [ephemeral] SendGroup ephemeral
         * @property {boolean|null} [urgent] SendGroup urgent
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SendGroup.
         * @memberof aldis
         * @interface ISendGroup
         * @augments aldis.SendGroup.$Properties
         * @deprecated Use aldis.SendGroup.$Properties instead.
         */

        /**
         * Shape of a SendGroup.
         * @typedef {aldis.SendGroup.$Properties} aldis.SendGroup.$Shape
         */

        /**
         * Constructs a new SendGroup.
         * @memberof aldis
         * @classdesc Represents a SendGroup.
         * @constructor
         * @param {aldis.SendGroup.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SendGroup = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SendGroup upload.
         * @member {Uint8Array} upload
         * @memberof aldis.SendGroup
         * @instance
         */
        SendGroup.prototype.upload = $util.newBuffer([]);

        /**
         * SendGroup groupSendToken.
         * @member {Uint8Array} groupSendToken
         * @memberof aldis.SendGroup
         * @instance
         */
        SendGroup.prototype.groupSendToken = $util.newBuffer([]);

        /**
         * SendGroup timestamp.
         * @member {number|Long} timestamp
         * @memberof aldis.SendGroup
         * @instance
         */
        SendGroup.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SendGroup ephemeral.
         * @member {boolean} ephemeral
         * @memberof aldis.SendGroup
         * @instance
         */
        SendGroup.prototype.ephemeral = false;

        /**
         * SendGroup urgent.
         * @member {boolean|null|undefined} urgent
         * @memberof aldis.SendGroup
         * @instance
         */
        SendGroup.prototype.urgent = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SendGroup.prototype, "_urgent", {
            get: $util.oneOfGetter($oneOfFields = ["urgent"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new SendGroup instance using the specified properties.
         * @function create
         * @memberof aldis.SendGroup
         * @static
         * @param {aldis.SendGroup.$Properties=} [properties] Properties to set
         * @returns {aldis.SendGroup} SendGroup instance
         * @type {{
         *   (properties: aldis.SendGroup.$Shape): aldis.SendGroup & aldis.SendGroup.$Shape;
         *   (properties?: aldis.SendGroup.$Properties): aldis.SendGroup;
         * }}
         */
        SendGroup.create = function(properties) {
            return new SendGroup(properties);
        };

        /**
         * Encodes the specified SendGroup message. Does not implicitly {@link aldis.SendGroup.verify|verify} messages.
         * @function encode
         * @memberof aldis.SendGroup
         * @static
         * @param {aldis.SendGroup.$Properties} message SendGroup message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SendGroup.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.upload != null && $Object.hasOwnProperty.call(message, "upload") && message.upload.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.upload);
            if (message.groupSendToken != null && $Object.hasOwnProperty.call(message, "groupSendToken") && message.groupSendToken.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.groupSendToken);
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && (typeof message.timestamp === "object" ? message.timestamp.low || message.timestamp.high : message.timestamp !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.timestamp);
            if (message.ephemeral != null && $Object.hasOwnProperty.call(message, "ephemeral") && message.ephemeral !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.ephemeral);
            if (message.urgent != null && $Object.hasOwnProperty.call(message, "urgent"))
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.urgent);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SendGroup message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.SendGroup
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.SendGroup & aldis.SendGroup.$Shape} SendGroup
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SendGroup.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.SendGroup();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.upload = value;
                        else
                            delete message.upload;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.groupSendToken = value;
                        else
                            delete message.groupSendToken;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.timestamp = value;
                        else
                            delete message.timestamp;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ephemeral = value;
                        else
                            delete message.ephemeral;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.urgent = reader.bool();
                        message._urgent = "urgent";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SendGroup message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.SendGroup
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.SendGroup} SendGroup
         */
        SendGroup.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.SendGroup)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.SendGroup: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.SendGroup();
            if (object.upload != null)
                if (object.upload.length)
                    if (typeof object.upload === "string")
                        $util.base64.decode(object.upload, message.upload = $util.newBuffer($util.base64.length(object.upload)), 0);
                    else if (object.upload.length >= 0)
                        message.upload = object.upload;
            if (object.groupSendToken != null)
                if (object.groupSendToken.length)
                    if (typeof object.groupSendToken === "string")
                        $util.base64.decode(object.groupSendToken, message.groupSendToken = $util.newBuffer($util.base64.length(object.groupSendToken)), 0);
                    else if (object.groupSendToken.length >= 0)
                        message.groupSendToken = object.groupSendToken;
            if (object.timestamp != null)
                if (typeof object.timestamp === "object" ? object.timestamp.low || object.timestamp.high : $Number(object.timestamp) !== 0)
                    if ($util.Long)
                        message.timestamp = $util.Long.fromValue(object.timestamp, true);
                    else if (typeof object.timestamp === "string")
                        message.timestamp = $parseInt(object.timestamp, 10);
                    else if (typeof object.timestamp === "number")
                        message.timestamp = object.timestamp;
                    else if (typeof object.timestamp === "object")
                        message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber(true);
            if (object.ephemeral != null)
                if (object.ephemeral)
                    message.ephemeral = $Boolean(object.ephemeral);
            if (object.urgent != null)
                message.urgent = $Boolean(object.urgent);
            return message;
        };

        /**
         * Creates a plain object from a SendGroup message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.SendGroup
         * @static
         * @param {aldis.SendGroup} message SendGroup
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SendGroup.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.upload = "";
                else {
                    object.upload = [];
                    if (options.bytes !== $Array)
                        object.upload = $util.newBuffer(object.upload);
                }
                if (options.bytes === $String)
                    object.groupSendToken = "";
                else {
                    object.groupSendToken = [];
                    if (options.bytes !== $Array)
                        object.groupSendToken = $util.newBuffer(object.groupSendToken);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.ephemeral = false;
            }
            if (message.upload != null && $Object.hasOwnProperty.call(message, "upload"))
                object.upload = options.bytes === $String ? $util.base64.encode(message.upload, 0, message.upload.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.upload) : message.upload;
            if (message.groupSendToken != null && $Object.hasOwnProperty.call(message, "groupSendToken"))
                object.groupSendToken = options.bytes === $String ? $util.base64.encode(message.groupSendToken, 0, message.groupSendToken.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.groupSendToken) : message.groupSendToken;
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, true).toBigInt();
                else if (typeof message.timestamp === "number")
                    object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                else
                    object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber(true) : message.timestamp;
            if (message.ephemeral != null && $Object.hasOwnProperty.call(message, "ephemeral"))
                object.ephemeral = message.ephemeral;
            if (message.urgent != null && $Object.hasOwnProperty.call(message, "urgent"))
                object.urgent = message.urgent;
            return object;
        };

        /**
         * Converts this SendGroup to JSON.
         * @function toJSON
         * @memberof aldis.SendGroup
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SendGroup.prototype.toJSON = function() {
            return SendGroup.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SendGroup
         * @function getTypeUrl
         * @memberof aldis.SendGroup
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SendGroup.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.SendGroup";
        };

        return SendGroup;
    })();

    aldis.SendGroupAnswer = (function() {

        /**
         * Properties of a SendGroupAnswer.
         * @typedef {Object} aldis.SendGroupAnswer.$Properties
         * @property {aldis.Refusal.$Properties|null} [refusal] SendGroupAnswer refusal
         * @property {number|Long|null} [serverTimestamp] SendGroupAnswer serverTimestamp
         * @property {Array.<aldis.AccountMismatch.$Properties>|null} [mismatches] SendGroupAnswer mismatches
         * @property {Array.<string>|null} [unknown] SendGroupAnswer unknown
         * @property {Array.<string>|null} [held] SendGroupAnswer held
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SendGroupAnswer.
         * @memberof aldis
         * @interface ISendGroupAnswer
         * @augments aldis.SendGroupAnswer.$Properties
         * @deprecated Use aldis.SendGroupAnswer.$Properties instead.
         */

        /**
         * Shape of a SendGroupAnswer.
         * @typedef {aldis.SendGroupAnswer.$Properties} aldis.SendGroupAnswer.$Shape
         */

        /**
         * Constructs a new SendGroupAnswer.
         * @memberof aldis
         * @classdesc Represents a SendGroupAnswer.
         * @constructor
         * @param {aldis.SendGroupAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SendGroupAnswer = function (properties) {
            this.mismatches = [];
            this.unknown = [];
            this.held = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SendGroupAnswer refusal.
         * @member {aldis.Refusal.$Properties|null|undefined} refusal
         * @memberof aldis.SendGroupAnswer
         * @instance
         */
        SendGroupAnswer.prototype.refusal = null;

        /**
         * SendGroupAnswer serverTimestamp.
         * @member {number|Long} serverTimestamp
         * @memberof aldis.SendGroupAnswer
         * @instance
         */
        SendGroupAnswer.prototype.serverTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SendGroupAnswer mismatches.
         * @member {Array.<aldis.AccountMismatch.$Properties>} mismatches
         * @memberof aldis.SendGroupAnswer
         * @instance
         */
        SendGroupAnswer.prototype.mismatches = $util.emptyArray;

        /**
         * SendGroupAnswer unknown.
         * @member {Array.<string>} unknown
         * @memberof aldis.SendGroupAnswer
         * @instance
         */
        SendGroupAnswer.prototype.unknown = $util.emptyArray;

        /**
         * SendGroupAnswer held.
         * @member {Array.<string>} held
         * @memberof aldis.SendGroupAnswer
         * @instance
         */
        SendGroupAnswer.prototype.held = $util.emptyArray;

        /**
         * Creates a new SendGroupAnswer instance using the specified properties.
         * @function create
         * @memberof aldis.SendGroupAnswer
         * @static
         * @param {aldis.SendGroupAnswer.$Properties=} [properties] Properties to set
         * @returns {aldis.SendGroupAnswer} SendGroupAnswer instance
         * @type {{
         *   (properties: aldis.SendGroupAnswer.$Shape): aldis.SendGroupAnswer & aldis.SendGroupAnswer.$Shape;
         *   (properties?: aldis.SendGroupAnswer.$Properties): aldis.SendGroupAnswer;
         * }}
         */
        SendGroupAnswer.create = function(properties) {
            return new SendGroupAnswer(properties);
        };

        /**
         * Encodes the specified SendGroupAnswer message. Does not implicitly {@link aldis.SendGroupAnswer.verify|verify} messages.
         * @function encode
         * @memberof aldis.SendGroupAnswer
         * @static
         * @param {aldis.SendGroupAnswer.$Properties} message SendGroupAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SendGroupAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                $root.aldis.Refusal.encode(message.refusal, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp") && (typeof message.serverTimestamp === "object" ? message.serverTimestamp.low || message.serverTimestamp.high : message.serverTimestamp !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.serverTimestamp);
            if (message.mismatches != null && message.mismatches.length)
                for (let i = 0; i < message.mismatches.length; ++i)
                    $root.aldis.AccountMismatch.encode(message.mismatches[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.unknown != null && message.unknown.length)
                for (let i = 0; i < message.unknown.length; ++i)
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.unknown[i]);
            if (message.held != null && message.held.length)
                for (let i = 0; i < message.held.length; ++i)
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.held[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SendGroupAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.SendGroupAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.SendGroupAnswer & aldis.SendGroupAnswer.$Shape} SendGroupAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SendGroupAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.SendGroupAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.refusal = $root.aldis.Refusal.decode(reader, reader.size(), $undefined, _depth + 1, message.refusal);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.serverTimestamp = value;
                        else
                            delete message.serverTimestamp;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.mismatches && message.mismatches.length))
                            message.mismatches = [];
                        message.mismatches.push($root.aldis.AccountMismatch.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.unknown && message.unknown.length))
                            message.unknown = [];
                        message.unknown.push(reader.stringVerify());
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.held && message.held.length))
                            message.held = [];
                        message.held.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SendGroupAnswer message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.SendGroupAnswer
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.SendGroupAnswer} SendGroupAnswer
         */
        SendGroupAnswer.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.SendGroupAnswer)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.SendGroupAnswer: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.SendGroupAnswer();
            if (object.refusal != null) {
                if (!$util.isObject(object.refusal))
                    throw $TypeError(".aldis.SendGroupAnswer.refusal: object expected");
                message.refusal = $root.aldis.Refusal.fromObject(object.refusal, _depth + 1);
            }
            if (object.serverTimestamp != null)
                if (typeof object.serverTimestamp === "object" ? object.serverTimestamp.low || object.serverTimestamp.high : $Number(object.serverTimestamp) !== 0)
                    if ($util.Long)
                        message.serverTimestamp = $util.Long.fromValue(object.serverTimestamp, true);
                    else if (typeof object.serverTimestamp === "string")
                        message.serverTimestamp = $parseInt(object.serverTimestamp, 10);
                    else if (typeof object.serverTimestamp === "number")
                        message.serverTimestamp = object.serverTimestamp;
                    else if (typeof object.serverTimestamp === "object")
                        message.serverTimestamp = new $util.LongBits(object.serverTimestamp.low >>> 0, object.serverTimestamp.high >>> 0).toNumber(true);
            if (object.mismatches) {
                if (!$Array.isArray(object.mismatches))
                    throw $TypeError(".aldis.SendGroupAnswer.mismatches: array expected");
                message.mismatches = $Array(object.mismatches.length);
                for (let i = 0; i < object.mismatches.length; ++i) {
                    if (!$util.isObject(object.mismatches[i]))
                        throw $TypeError(".aldis.SendGroupAnswer.mismatches: object expected");
                    message.mismatches[i] = $root.aldis.AccountMismatch.fromObject(object.mismatches[i], _depth + 1);
                }
            }
            if (object.unknown) {
                if (!$Array.isArray(object.unknown))
                    throw $TypeError(".aldis.SendGroupAnswer.unknown: array expected");
                message.unknown = $Array(object.unknown.length);
                for (let i = 0; i < object.unknown.length; ++i)
                    message.unknown[i] = $String(object.unknown[i]);
            }
            if (object.held) {
                if (!$Array.isArray(object.held))
                    throw $TypeError(".aldis.SendGroupAnswer.held: array expected");
                message.held = $Array(object.held.length);
                for (let i = 0; i < object.held.length; ++i)
                    message.held[i] = $String(object.held[i]);
            }
            return message;
        };

        /**
         * Creates a plain object from a SendGroupAnswer message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.SendGroupAnswer
         * @static
         * @param {aldis.SendGroupAnswer} message SendGroupAnswer
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SendGroupAnswer.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.mismatches = [];
                object.unknown = [];
                object.held = [];
            }
            if (options.defaults) {
                object.refusal = null;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.serverTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.serverTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                object.refusal = $root.aldis.Refusal.toObject(message.refusal, options, _depth + 1);
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.serverTimestamp = typeof message.serverTimestamp === "number" ? $BigInt(message.serverTimestamp) : $util.Long.fromBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.serverTimestamp === "number")
                    object.serverTimestamp = options.longs === $String ? $String(message.serverTimestamp) : message.serverTimestamp;
                else
                    object.serverTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.serverTimestamp) : options.longs === $Number ? new $util.LongBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0).toNumber(true) : message.serverTimestamp;
            if (message.mismatches && message.mismatches.length) {
                object.mismatches = $Array(message.mismatches.length);
                for (let j = 0; j < message.mismatches.length; ++j)
                    object.mismatches[j] = $root.aldis.AccountMismatch.toObject(message.mismatches[j], options, _depth + 1);
            }
            if (message.unknown && message.unknown.length) {
                object.unknown = $Array(message.unknown.length);
                for (let j = 0; j < message.unknown.length; ++j)
                    object.unknown[j] = message.unknown[j];
            }
            if (message.held && message.held.length) {
                object.held = $Array(message.held.length);
                for (let j = 0; j < message.held.length; ++j)
                    object.held[j] = message.held[j];
            }
            return object;
        };

        /**
         * Converts this SendGroupAnswer to JSON.
         * @function toJSON
         * @memberof aldis.SendGroupAnswer
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SendGroupAnswer.prototype.toJSON = function() {
            return SendGroupAnswer.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SendGroupAnswer
         * @function getTypeUrl
         * @memberof aldis.SendGroupAnswer
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SendGroupAnswer.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.SendGroupAnswer";
        };

        return SendGroupAnswer;
    })();

    aldis.AccountMismatch = (function() {

        /**
         * Properties of an AccountMismatch.
         * @typedef {Object} aldis.AccountMismatch.$Properties
         * @property {string|null} [account] AccountMismatch account
         * @property {aldis.MismatchedDevices.$Properties|null} [devices] AccountMismatch devices
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AccountMismatch.
         * @memberof aldis
         * @interface IAccountMismatch
         * @augments aldis.AccountMismatch.$Properties
         * @deprecated Use aldis.AccountMismatch.$Properties instead.
         */

        /**
         * Shape of an AccountMismatch.
         * @typedef {aldis.AccountMismatch.$Properties} aldis.AccountMismatch.$Shape
         */

        /**
         * Constructs a new AccountMismatch.
         * @memberof aldis
         * @classdesc Represents an AccountMismatch.
         * @constructor
         * @param {aldis.AccountMismatch.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AccountMismatch = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AccountMismatch account.
         * @member {string} account
         * @memberof aldis.AccountMismatch
         * @instance
         */
        AccountMismatch.prototype.account = "";

        /**
         * AccountMismatch devices.
         * @member {aldis.MismatchedDevices.$Properties|null|undefined} devices
         * @memberof aldis.AccountMismatch
         * @instance
         */
        AccountMismatch.prototype.devices = null;

        /**
         * Creates a new AccountMismatch instance using the specified properties.
         * @function create
         * @memberof aldis.AccountMismatch
         * @static
         * @param {aldis.AccountMismatch.$Properties=} [properties] Properties to set
         * @returns {aldis.AccountMismatch} AccountMismatch instance
         * @type {{
         *   (properties: aldis.AccountMismatch.$Shape): aldis.AccountMismatch & aldis.AccountMismatch.$Shape;
         *   (properties?: aldis.AccountMismatch.$Properties): aldis.AccountMismatch;
         * }}
         */
        AccountMismatch.create = function(properties) {
            return new AccountMismatch(properties);
        };

        /**
         * Encodes the specified AccountMismatch message. Does not implicitly {@link aldis.AccountMismatch.verify|verify} messages.
         * @function encode
         * @memberof aldis.AccountMismatch
         * @static
         * @param {aldis.AccountMismatch.$Properties} message AccountMismatch message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AccountMismatch.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.account != null && $Object.hasOwnProperty.call(message, "account") && message.account !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.account);
            if (message.devices != null && $Object.hasOwnProperty.call(message, "devices"))
                $root.aldis.MismatchedDevices.encode(message.devices, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AccountMismatch message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.AccountMismatch
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.AccountMismatch & aldis.AccountMismatch.$Shape} AccountMismatch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AccountMismatch.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.AccountMismatch();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.account = value;
                        else
                            delete message.account;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.devices = $root.aldis.MismatchedDevices.decode(reader, reader.size(), $undefined, _depth + 1, message.devices);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AccountMismatch message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.AccountMismatch
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.AccountMismatch} AccountMismatch
         */
        AccountMismatch.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.AccountMismatch)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.AccountMismatch: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.AccountMismatch();
            if (object.account != null)
                if (typeof object.account !== "string" || object.account.length)
                    message.account = $String(object.account);
            if (object.devices != null) {
                if (!$util.isObject(object.devices))
                    throw $TypeError(".aldis.AccountMismatch.devices: object expected");
                message.devices = $root.aldis.MismatchedDevices.fromObject(object.devices, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from an AccountMismatch message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.AccountMismatch
         * @static
         * @param {aldis.AccountMismatch} message AccountMismatch
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AccountMismatch.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.account = "";
                object.devices = null;
            }
            if (message.account != null && $Object.hasOwnProperty.call(message, "account"))
                object.account = message.account;
            if (message.devices != null && $Object.hasOwnProperty.call(message, "devices"))
                object.devices = $root.aldis.MismatchedDevices.toObject(message.devices, options, _depth + 1);
            return object;
        };

        /**
         * Converts this AccountMismatch to JSON.
         * @function toJSON
         * @memberof aldis.AccountMismatch
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AccountMismatch.prototype.toJSON = function() {
            return AccountMismatch.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AccountMismatch
         * @function getTypeUrl
         * @memberof aldis.AccountMismatch
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AccountMismatch.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.AccountMismatch";
        };

        return AccountMismatch;
    })();

    aldis.Deliver = (function() {

        /**
         * Properties of a Deliver.
         * @typedef {Object} aldis.Deliver.$Properties
         * @property {Array.<Uint8Array>|null} [envelopes] Deliver envelopes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Deliver.
         * @memberof aldis
         * @interface IDeliver
         * @augments aldis.Deliver.$Properties
         * @deprecated Use aldis.Deliver.$Properties instead.
         */

        /**
         * Shape of a Deliver.
         * @typedef {aldis.Deliver.$Properties} aldis.Deliver.$Shape
         */

        /**
         * Constructs a new Deliver.
         * @memberof aldis
         * @classdesc Represents a Deliver.
         * @constructor
         * @param {aldis.Deliver.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Deliver = function (properties) {
            this.envelopes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Deliver envelopes.
         * @member {Array.<Uint8Array>} envelopes
         * @memberof aldis.Deliver
         * @instance
         */
        Deliver.prototype.envelopes = $util.emptyArray;

        /**
         * Creates a new Deliver instance using the specified properties.
         * @function create
         * @memberof aldis.Deliver
         * @static
         * @param {aldis.Deliver.$Properties=} [properties] Properties to set
         * @returns {aldis.Deliver} Deliver instance
         * @type {{
         *   (properties: aldis.Deliver.$Shape): aldis.Deliver & aldis.Deliver.$Shape;
         *   (properties?: aldis.Deliver.$Properties): aldis.Deliver;
         * }}
         */
        Deliver.create = function(properties) {
            return new Deliver(properties);
        };

        /**
         * Encodes the specified Deliver message. Does not implicitly {@link aldis.Deliver.verify|verify} messages.
         * @function encode
         * @memberof aldis.Deliver
         * @static
         * @param {aldis.Deliver.$Properties} message Deliver message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Deliver.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.envelopes != null && message.envelopes.length)
                for (let i = 0; i < message.envelopes.length; ++i)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.envelopes[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Deliver message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Deliver
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Deliver & aldis.Deliver.$Shape} Deliver
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Deliver.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Deliver();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.envelopes && message.envelopes.length))
                            message.envelopes = [];
                        message.envelopes.push(reader.bytes());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Deliver message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Deliver
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Deliver} Deliver
         */
        Deliver.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Deliver)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Deliver: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Deliver();
            if (object.envelopes) {
                if (!$Array.isArray(object.envelopes))
                    throw $TypeError(".aldis.Deliver.envelopes: array expected");
                message.envelopes = $Array(object.envelopes.length);
                for (let i = 0; i < object.envelopes.length; ++i)
                    if (typeof object.envelopes[i] === "string")
                        $util.base64.decode(object.envelopes[i], message.envelopes[i] = $util.newBuffer($util.base64.length(object.envelopes[i])), 0);
                    else if (object.envelopes[i].length >= 0)
                        message.envelopes[i] = object.envelopes[i];
            }
            return message;
        };

        /**
         * Creates a plain object from a Deliver message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Deliver
         * @static
         * @param {aldis.Deliver} message Deliver
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Deliver.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.envelopes = [];
            if (message.envelopes && message.envelopes.length) {
                object.envelopes = $Array(message.envelopes.length);
                for (let j = 0; j < message.envelopes.length; ++j)
                    object.envelopes[j] = options.bytes === $String ? $util.base64.encode(message.envelopes[j], 0, message.envelopes[j].length) : options.bytes === $Array ? $Array.prototype.slice.call(message.envelopes[j]) : message.envelopes[j];
            }
            return object;
        };

        /**
         * Converts this Deliver to JSON.
         * @function toJSON
         * @memberof aldis.Deliver
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Deliver.prototype.toJSON = function() {
            return Deliver.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Deliver
         * @function getTypeUrl
         * @memberof aldis.Deliver
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Deliver.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Deliver";
        };

        return Deliver;
    })();

    aldis.Ack = (function() {

        /**
         * Properties of an Ack.
         * @typedef {Object} aldis.Ack.$Properties
         * @property {Array.<Uint8Array>|null} [guids] Ack guids
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Ack.
         * @memberof aldis
         * @interface IAck
         * @augments aldis.Ack.$Properties
         * @deprecated Use aldis.Ack.$Properties instead.
         */

        /**
         * Shape of an Ack.
         * @typedef {aldis.Ack.$Properties} aldis.Ack.$Shape
         */

        /**
         * Constructs a new Ack.
         * @memberof aldis
         * @classdesc Represents an Ack.
         * @constructor
         * @param {aldis.Ack.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Ack = function (properties) {
            this.guids = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Ack guids.
         * @member {Array.<Uint8Array>} guids
         * @memberof aldis.Ack
         * @instance
         */
        Ack.prototype.guids = $util.emptyArray;

        /**
         * Creates a new Ack instance using the specified properties.
         * @function create
         * @memberof aldis.Ack
         * @static
         * @param {aldis.Ack.$Properties=} [properties] Properties to set
         * @returns {aldis.Ack} Ack instance
         * @type {{
         *   (properties: aldis.Ack.$Shape): aldis.Ack & aldis.Ack.$Shape;
         *   (properties?: aldis.Ack.$Properties): aldis.Ack;
         * }}
         */
        Ack.create = function(properties) {
            return new Ack(properties);
        };

        /**
         * Encodes the specified Ack message. Does not implicitly {@link aldis.Ack.verify|verify} messages.
         * @function encode
         * @memberof aldis.Ack
         * @static
         * @param {aldis.Ack.$Properties} message Ack message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Ack.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.guids != null && message.guids.length)
                for (let i = 0; i < message.guids.length; ++i)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.guids[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Ack message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Ack
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Ack & aldis.Ack.$Shape} Ack
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Ack.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Ack();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.guids && message.guids.length))
                            message.guids = [];
                        message.guids.push(reader.bytes());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an Ack message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Ack
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Ack} Ack
         */
        Ack.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Ack)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Ack: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Ack();
            if (object.guids) {
                if (!$Array.isArray(object.guids))
                    throw $TypeError(".aldis.Ack.guids: array expected");
                message.guids = $Array(object.guids.length);
                for (let i = 0; i < object.guids.length; ++i)
                    if (typeof object.guids[i] === "string")
                        $util.base64.decode(object.guids[i], message.guids[i] = $util.newBuffer($util.base64.length(object.guids[i])), 0);
                    else if (object.guids[i].length >= 0)
                        message.guids[i] = object.guids[i];
            }
            return message;
        };

        /**
         * Creates a plain object from an Ack message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Ack
         * @static
         * @param {aldis.Ack} message Ack
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Ack.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.guids = [];
            if (message.guids && message.guids.length) {
                object.guids = $Array(message.guids.length);
                for (let j = 0; j < message.guids.length; ++j)
                    object.guids[j] = options.bytes === $String ? $util.base64.encode(message.guids[j], 0, message.guids[j].length) : options.bytes === $Array ? $Array.prototype.slice.call(message.guids[j]) : message.guids[j];
            }
            return object;
        };

        /**
         * Converts this Ack to JSON.
         * @function toJSON
         * @memberof aldis.Ack
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Ack.prototype.toJSON = function() {
            return Ack.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Ack
         * @function getTypeUrl
         * @memberof aldis.Ack
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Ack.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Ack";
        };

        return Ack;
    })();

    aldis.AckAnswer = (function() {

        /**
         * Properties of an AckAnswer.
         * @typedef {Object} aldis.AckAnswer.$Properties
         * @property {aldis.Refusal.$Properties|null} [refusal] AckAnswer refusal
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AckAnswer.
         * @memberof aldis
         * @interface IAckAnswer
         * @augments aldis.AckAnswer.$Properties
         * @deprecated Use aldis.AckAnswer.$Properties instead.
         */

        /**
         * Shape of an AckAnswer.
         * @typedef {aldis.AckAnswer.$Properties} aldis.AckAnswer.$Shape
         */

        /**
         * Constructs a new AckAnswer.
         * @memberof aldis
         * @classdesc Represents an AckAnswer.
         * @constructor
         * @param {aldis.AckAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AckAnswer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AckAnswer refusal.
         * @member {aldis.Refusal.$Properties|null|undefined} refusal
         * @memberof aldis.AckAnswer
         * @instance
         */
        AckAnswer.prototype.refusal = null;

        /**
         * Creates a new AckAnswer instance using the specified properties.
         * @function create
         * @memberof aldis.AckAnswer
         * @static
         * @param {aldis.AckAnswer.$Properties=} [properties] Properties to set
         * @returns {aldis.AckAnswer} AckAnswer instance
         * @type {{
         *   (properties: aldis.AckAnswer.$Shape): aldis.AckAnswer & aldis.AckAnswer.$Shape;
         *   (properties?: aldis.AckAnswer.$Properties): aldis.AckAnswer;
         * }}
         */
        AckAnswer.create = function(properties) {
            return new AckAnswer(properties);
        };

        /**
         * Encodes the specified AckAnswer message. Does not implicitly {@link aldis.AckAnswer.verify|verify} messages.
         * @function encode
         * @memberof aldis.AckAnswer
         * @static
         * @param {aldis.AckAnswer.$Properties} message AckAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AckAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                $root.aldis.Refusal.encode(message.refusal, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AckAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.AckAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.AckAnswer & aldis.AckAnswer.$Shape} AckAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AckAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.AckAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.refusal = $root.aldis.Refusal.decode(reader, reader.size(), $undefined, _depth + 1, message.refusal);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AckAnswer message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.AckAnswer
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.AckAnswer} AckAnswer
         */
        AckAnswer.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.AckAnswer)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.AckAnswer: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.AckAnswer();
            if (object.refusal != null) {
                if (!$util.isObject(object.refusal))
                    throw $TypeError(".aldis.AckAnswer.refusal: object expected");
                message.refusal = $root.aldis.Refusal.fromObject(object.refusal, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from an AckAnswer message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.AckAnswer
         * @static
         * @param {aldis.AckAnswer} message AckAnswer
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AckAnswer.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.refusal = null;
            if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                object.refusal = $root.aldis.Refusal.toObject(message.refusal, options, _depth + 1);
            return object;
        };

        /**
         * Converts this AckAnswer to JSON.
         * @function toJSON
         * @memberof aldis.AckAnswer
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AckAnswer.prototype.toJSON = function() {
            return AckAnswer.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AckAnswer
         * @function getTypeUrl
         * @memberof aldis.AckAnswer
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AckAnswer.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.AckAnswer";
        };

        return AckAnswer;
    })();

    aldis.Request = (function() {

        /**
         * Properties of a Request.
         * @typedef {Object} aldis.Request.$Properties
         * @property {string|null} [verb] Request verb
         * @property {string|null} [path] Request path
         * @property {Array.<string>|null} [headers] Request headers
         * @property {Uint8Array|null} [body] Request body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Request.
         * @memberof aldis
         * @interface IRequest
         * @augments aldis.Request.$Properties
         * @deprecated Use aldis.Request.$Properties instead.
         */

        /**
         * Shape of a Request.
         * @typedef {aldis.Request.$Properties} aldis.Request.$Shape
         */

        /**
         * Constructs a new Request.
         * @memberof aldis
         * @classdesc Represents a Request.
         * @constructor
         * @param {aldis.Request.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Request = function (properties) {
            this.headers = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Request verb.
         * @member {string} verb
         * @memberof aldis.Request
         * @instance
         */
        Request.prototype.verb = "";

        /**
         * Request path.
         * @member {string} path
         * @memberof aldis.Request
         * @instance
         */
        Request.prototype.path = "";

        /**
         * Request headers.
         * @member {Array.<string>} headers
         * @memberof aldis.Request
         * @instance
         */
        Request.prototype.headers = $util.emptyArray;

        /**
         * Request body.
         * @member {Uint8Array} body
         * @memberof aldis.Request
         * @instance
         */
        Request.prototype.body = $util.newBuffer([]);

        /**
         * Creates a new Request instance using the specified properties.
         * @function create
         * @memberof aldis.Request
         * @static
         * @param {aldis.Request.$Properties=} [properties] Properties to set
         * @returns {aldis.Request} Request instance
         * @type {{
         *   (properties: aldis.Request.$Shape): aldis.Request & aldis.Request.$Shape;
         *   (properties?: aldis.Request.$Properties): aldis.Request;
         * }}
         */
        Request.create = function(properties) {
            return new Request(properties);
        };

        /**
         * Encodes the specified Request message. Does not implicitly {@link aldis.Request.verify|verify} messages.
         * @function encode
         * @memberof aldis.Request
         * @static
         * @param {aldis.Request.$Properties} message Request message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Request.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.verb != null && $Object.hasOwnProperty.call(message, "verb") && message.verb !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.verb);
            if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.path);
            if (message.headers != null && message.headers.length)
                for (let i = 0; i < message.headers.length; ++i)
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.headers[i]);
            if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.body);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Request message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Request
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Request & aldis.Request.$Shape} Request
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Request.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Request();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.verb = value;
                        else
                            delete message.verb;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.path = value;
                        else
                            delete message.path;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.headers && message.headers.length))
                            message.headers = [];
                        message.headers.push(reader.stringVerify());
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.body = value;
                        else
                            delete message.body;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Request message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Request
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Request} Request
         */
        Request.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Request)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Request: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Request();
            if (object.verb != null)
                if (typeof object.verb !== "string" || object.verb.length)
                    message.verb = $String(object.verb);
            if (object.path != null)
                if (typeof object.path !== "string" || object.path.length)
                    message.path = $String(object.path);
            if (object.headers) {
                if (!$Array.isArray(object.headers))
                    throw $TypeError(".aldis.Request.headers: array expected");
                message.headers = $Array(object.headers.length);
                for (let i = 0; i < object.headers.length; ++i)
                    message.headers[i] = $String(object.headers[i]);
            }
            if (object.body != null)
                if (object.body.length)
                    if (typeof object.body === "string")
                        $util.base64.decode(object.body, message.body = $util.newBuffer($util.base64.length(object.body)), 0);
                    else if (object.body.length >= 0)
                        message.body = object.body;
            return message;
        };

        /**
         * Creates a plain object from a Request message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Request
         * @static
         * @param {aldis.Request} message Request
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Request.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.headers = [];
            if (options.defaults) {
                object.verb = "";
                object.path = "";
                if (options.bytes === $String)
                    object.body = "";
                else {
                    object.body = [];
                    if (options.bytes !== $Array)
                        object.body = $util.newBuffer(object.body);
                }
            }
            if (message.verb != null && $Object.hasOwnProperty.call(message, "verb"))
                object.verb = message.verb;
            if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                object.path = message.path;
            if (message.headers && message.headers.length) {
                object.headers = $Array(message.headers.length);
                for (let j = 0; j < message.headers.length; ++j)
                    object.headers[j] = message.headers[j];
            }
            if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                object.body = options.bytes === $String ? $util.base64.encode(message.body, 0, message.body.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.body) : message.body;
            return object;
        };

        /**
         * Converts this Request to JSON.
         * @function toJSON
         * @memberof aldis.Request
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Request.prototype.toJSON = function() {
            return Request.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Request
         * @function getTypeUrl
         * @memberof aldis.Request
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Request.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Request";
        };

        return Request;
    })();

    aldis.Response = (function() {

        /**
         * Properties of a Response.
         * @typedef {Object} aldis.Response.$Properties
         * @property {number|null} [status] Response status
         * @property {Array.<string>|null} [headers] Response headers
         * @property {Uint8Array|null} [body] Response body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Response.
         * @memberof aldis
         * @interface IResponse
         * @augments aldis.Response.$Properties
         * @deprecated Use aldis.Response.$Properties instead.
         */

        /**
         * Shape of a Response.
         * @typedef {aldis.Response.$Properties} aldis.Response.$Shape
         */

        /**
         * Constructs a new Response.
         * @memberof aldis
         * @classdesc Represents a Response.
         * @constructor
         * @param {aldis.Response.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Response = function (properties) {
            this.headers = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Response status.
         * @member {number} status
         * @memberof aldis.Response
         * @instance
         */
        Response.prototype.status = 0;

        /**
         * Response headers.
         * @member {Array.<string>} headers
         * @memberof aldis.Response
         * @instance
         */
        Response.prototype.headers = $util.emptyArray;

        /**
         * Response body.
         * @member {Uint8Array} body
         * @memberof aldis.Response
         * @instance
         */
        Response.prototype.body = $util.newBuffer([]);

        /**
         * Creates a new Response instance using the specified properties.
         * @function create
         * @memberof aldis.Response
         * @static
         * @param {aldis.Response.$Properties=} [properties] Properties to set
         * @returns {aldis.Response} Response instance
         * @type {{
         *   (properties: aldis.Response.$Shape): aldis.Response & aldis.Response.$Shape;
         *   (properties?: aldis.Response.$Properties): aldis.Response;
         * }}
         */
        Response.create = function(properties) {
            return new Response(properties);
        };

        /**
         * Encodes the specified Response message. Does not implicitly {@link aldis.Response.verify|verify} messages.
         * @function encode
         * @memberof aldis.Response
         * @static
         * @param {aldis.Response.$Properties} message Response message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Response.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.status);
            if (message.headers != null && message.headers.length)
                for (let i = 0; i < message.headers.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.headers[i]);
            if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.body);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Response message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Response
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Response & aldis.Response.$Shape} Response
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Response.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Response();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.status = value;
                        else
                            delete message.status;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.headers && message.headers.length))
                            message.headers = [];
                        message.headers.push(reader.stringVerify());
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.body = value;
                        else
                            delete message.body;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Response message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Response
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Response} Response
         */
        Response.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Response)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Response: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Response();
            if (object.status != null)
                if ($Number(object.status) !== 0)
                    message.status = object.status >>> 0;
            if (object.headers) {
                if (!$Array.isArray(object.headers))
                    throw $TypeError(".aldis.Response.headers: array expected");
                message.headers = $Array(object.headers.length);
                for (let i = 0; i < object.headers.length; ++i)
                    message.headers[i] = $String(object.headers[i]);
            }
            if (object.body != null)
                if (object.body.length)
                    if (typeof object.body === "string")
                        $util.base64.decode(object.body, message.body = $util.newBuffer($util.base64.length(object.body)), 0);
                    else if (object.body.length >= 0)
                        message.body = object.body;
            return message;
        };

        /**
         * Creates a plain object from a Response message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Response
         * @static
         * @param {aldis.Response} message Response
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Response.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.headers = [];
            if (options.defaults) {
                object.status = 0;
                if (options.bytes === $String)
                    object.body = "";
                else {
                    object.body = [];
                    if (options.bytes !== $Array)
                        object.body = $util.newBuffer(object.body);
                }
            }
            if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                object.status = message.status;
            if (message.headers && message.headers.length) {
                object.headers = $Array(message.headers.length);
                for (let j = 0; j < message.headers.length; ++j)
                    object.headers[j] = message.headers[j];
            }
            if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                object.body = options.bytes === $String ? $util.base64.encode(message.body, 0, message.body.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.body) : message.body;
            return object;
        };

        /**
         * Converts this Response to JSON.
         * @function toJSON
         * @memberof aldis.Response
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Response.prototype.toJSON = function() {
            return Response.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Response
         * @function getTypeUrl
         * @memberof aldis.Response
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Response.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Response";
        };

        return Response;
    })();

    aldis.Hello = (function() {

        /**
         * Properties of a Hello.
         * @typedef {Object} aldis.Hello.$Properties
         * @property {number|null} [protocol] Hello protocol
         * @property {number|Long|null} [serverTime] Hello serverTime
         * @property {string|null} [member] Hello member
         * @property {number|null} [envelopeBytesMax] Hello envelopeBytesMax
         * @property {number|null} [unacknowledgedMax] Hello unacknowledgedMax
         * @property {number|null} [frameBytesMax] Hello frameBytesMax
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Hello.
         * @memberof aldis
         * @interface IHello
         * @augments aldis.Hello.$Properties
         * @deprecated Use aldis.Hello.$Properties instead.
         */

        /**
         * Shape of a Hello.
         * @typedef {aldis.Hello.$Properties} aldis.Hello.$Shape
         */

        /**
         * Constructs a new Hello.
         * @memberof aldis
         * @classdesc Represents a Hello.
         * @constructor
         * @param {aldis.Hello.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Hello = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Hello protocol.
         * @member {number} protocol
         * @memberof aldis.Hello
         * @instance
         */
        Hello.prototype.protocol = 0;

        /**
         * Hello serverTime.
         * @member {number|Long} serverTime
         * @memberof aldis.Hello
         * @instance
         */
        Hello.prototype.serverTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Hello member.
         * @member {string} member
         * @memberof aldis.Hello
         * @instance
         */
        Hello.prototype.member = "";

        /**
         * Hello envelopeBytesMax.
         * @member {number} envelopeBytesMax
         * @memberof aldis.Hello
         * @instance
         */
        Hello.prototype.envelopeBytesMax = 0;

        /**
         * Hello unacknowledgedMax.
         * @member {number} unacknowledgedMax
         * @memberof aldis.Hello
         * @instance
         */
        Hello.prototype.unacknowledgedMax = 0;

        /**
         * Hello frameBytesMax.
         * @member {number} frameBytesMax
         * @memberof aldis.Hello
         * @instance
         */
        Hello.prototype.frameBytesMax = 0;

        /**
         * Creates a new Hello instance using the specified properties.
         * @function create
         * @memberof aldis.Hello
         * @static
         * @param {aldis.Hello.$Properties=} [properties] Properties to set
         * @returns {aldis.Hello} Hello instance
         * @type {{
         *   (properties: aldis.Hello.$Shape): aldis.Hello & aldis.Hello.$Shape;
         *   (properties?: aldis.Hello.$Properties): aldis.Hello;
         * }}
         */
        Hello.create = function(properties) {
            return new Hello(properties);
        };

        /**
         * Encodes the specified Hello message. Does not implicitly {@link aldis.Hello.verify|verify} messages.
         * @function encode
         * @memberof aldis.Hello
         * @static
         * @param {aldis.Hello.$Properties} message Hello message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Hello.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocol);
            if (message.serverTime != null && $Object.hasOwnProperty.call(message, "serverTime") && (typeof message.serverTime === "object" ? message.serverTime.low || message.serverTime.high : message.serverTime !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.serverTime);
            if (message.member != null && $Object.hasOwnProperty.call(message, "member") && message.member !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.member);
            if (message.envelopeBytesMax != null && $Object.hasOwnProperty.call(message, "envelopeBytesMax") && message.envelopeBytesMax !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.envelopeBytesMax);
            if (message.unacknowledgedMax != null && $Object.hasOwnProperty.call(message, "unacknowledgedMax") && message.unacknowledgedMax !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.unacknowledgedMax);
            if (message.frameBytesMax != null && $Object.hasOwnProperty.call(message, "frameBytesMax") && message.frameBytesMax !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.frameBytesMax);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Hello
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Hello & aldis.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Hello.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Hello();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocol = value;
                        else
                            delete message.protocol;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.serverTime = value;
                        else
                            delete message.serverTime;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.member = value;
                        else
                            delete message.member;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.envelopeBytesMax = value;
                        else
                            delete message.envelopeBytesMax;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.unacknowledgedMax = value;
                        else
                            delete message.unacknowledgedMax;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.frameBytesMax = value;
                        else
                            delete message.frameBytesMax;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Hello message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Hello
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Hello} Hello
         */
        Hello.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Hello)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Hello: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Hello();
            if (object.protocol != null)
                if ($Number(object.protocol) !== 0)
                    message.protocol = object.protocol >>> 0;
            if (object.serverTime != null)
                if (typeof object.serverTime === "object" ? object.serverTime.low || object.serverTime.high : $Number(object.serverTime) !== 0)
                    if ($util.Long)
                        message.serverTime = $util.Long.fromValue(object.serverTime, true);
                    else if (typeof object.serverTime === "string")
                        message.serverTime = $parseInt(object.serverTime, 10);
                    else if (typeof object.serverTime === "number")
                        message.serverTime = object.serverTime;
                    else if (typeof object.serverTime === "object")
                        message.serverTime = new $util.LongBits(object.serverTime.low >>> 0, object.serverTime.high >>> 0).toNumber(true);
            if (object.member != null)
                if (typeof object.member !== "string" || object.member.length)
                    message.member = $String(object.member);
            if (object.envelopeBytesMax != null)
                if ($Number(object.envelopeBytesMax) !== 0)
                    message.envelopeBytesMax = object.envelopeBytesMax >>> 0;
            if (object.unacknowledgedMax != null)
                if ($Number(object.unacknowledgedMax) !== 0)
                    message.unacknowledgedMax = object.unacknowledgedMax >>> 0;
            if (object.frameBytesMax != null)
                if ($Number(object.frameBytesMax) !== 0)
                    message.frameBytesMax = object.frameBytesMax >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a Hello message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Hello
         * @static
         * @param {aldis.Hello} message Hello
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Hello.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.protocol = 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.serverTime = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.serverTime = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.member = "";
                object.envelopeBytesMax = 0;
                object.unacknowledgedMax = 0;
                object.frameBytesMax = 0;
            }
            if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                object.protocol = message.protocol;
            if (message.serverTime != null && $Object.hasOwnProperty.call(message, "serverTime"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.serverTime = typeof message.serverTime === "number" ? $BigInt(message.serverTime) : $util.Long.fromBits(message.serverTime.low >>> 0, message.serverTime.high >>> 0, true).toBigInt();
                else if (typeof message.serverTime === "number")
                    object.serverTime = options.longs === $String ? $String(message.serverTime) : message.serverTime;
                else
                    object.serverTime = options.longs === $String ? $util.Long.prototype.toString.call(message.serverTime) : options.longs === $Number ? new $util.LongBits(message.serverTime.low >>> 0, message.serverTime.high >>> 0).toNumber(true) : message.serverTime;
            if (message.member != null && $Object.hasOwnProperty.call(message, "member"))
                object.member = message.member;
            if (message.envelopeBytesMax != null && $Object.hasOwnProperty.call(message, "envelopeBytesMax"))
                object.envelopeBytesMax = message.envelopeBytesMax;
            if (message.unacknowledgedMax != null && $Object.hasOwnProperty.call(message, "unacknowledgedMax"))
                object.unacknowledgedMax = message.unacknowledgedMax;
            if (message.frameBytesMax != null && $Object.hasOwnProperty.call(message, "frameBytesMax"))
                object.frameBytesMax = message.frameBytesMax;
            return object;
        };

        /**
         * Converts this Hello to JSON.
         * @function toJSON
         * @memberof aldis.Hello
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Hello.prototype.toJSON = function() {
            return Hello.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Hello
         * @function getTypeUrl
         * @memberof aldis.Hello
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Hello.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Hello";
        };

        return Hello;
    })();

    aldis.Closing = (function() {

        /**
         * Properties of a Closing.
         * @typedef {Object} aldis.Closing.$Properties
         * @property {string|null} [code] Closing code
         * @property {number|Long|null} [reconnectAfterMs] Closing reconnectAfterMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Closing.
         * @memberof aldis
         * @interface IClosing
         * @augments aldis.Closing.$Properties
         * @deprecated Use aldis.Closing.$Properties instead.
         */

        /**
         * Shape of a Closing.
         * @typedef {aldis.Closing.$Properties} aldis.Closing.$Shape
         */

        /**
         * Constructs a new Closing.
         * @memberof aldis
         * @classdesc Represents a Closing.
         * @constructor
         * @param {aldis.Closing.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Closing = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Closing code.
         * @member {string} code
         * @memberof aldis.Closing
         * @instance
         */
        Closing.prototype.code = "";

        /**
         * Closing reconnectAfterMs.
         * @member {number|Long} reconnectAfterMs
         * @memberof aldis.Closing
         * @instance
         */
        Closing.prototype.reconnectAfterMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Closing instance using the specified properties.
         * @function create
         * @memberof aldis.Closing
         * @static
         * @param {aldis.Closing.$Properties=} [properties] Properties to set
         * @returns {aldis.Closing} Closing instance
         * @type {{
         *   (properties: aldis.Closing.$Shape): aldis.Closing & aldis.Closing.$Shape;
         *   (properties?: aldis.Closing.$Properties): aldis.Closing;
         * }}
         */
        Closing.create = function(properties) {
            return new Closing(properties);
        };

        /**
         * Encodes the specified Closing message. Does not implicitly {@link aldis.Closing.verify|verify} messages.
         * @function encode
         * @memberof aldis.Closing
         * @static
         * @param {aldis.Closing.$Properties} message Closing message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Closing.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
            if (message.reconnectAfterMs != null && $Object.hasOwnProperty.call(message, "reconnectAfterMs") && (typeof message.reconnectAfterMs === "object" ? message.reconnectAfterMs.low || message.reconnectAfterMs.high : message.reconnectAfterMs !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.reconnectAfterMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Closing message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Closing
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Closing & aldis.Closing.$Shape} Closing
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Closing.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Closing();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.reconnectAfterMs = value;
                        else
                            delete message.reconnectAfterMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Closing message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Closing
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Closing} Closing
         */
        Closing.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Closing)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Closing: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Closing();
            if (object.code != null)
                if (typeof object.code !== "string" || object.code.length)
                    message.code = $String(object.code);
            if (object.reconnectAfterMs != null)
                if (typeof object.reconnectAfterMs === "object" ? object.reconnectAfterMs.low || object.reconnectAfterMs.high : $Number(object.reconnectAfterMs) !== 0)
                    if ($util.Long)
                        message.reconnectAfterMs = $util.Long.fromValue(object.reconnectAfterMs, true);
                    else if (typeof object.reconnectAfterMs === "string")
                        message.reconnectAfterMs = $parseInt(object.reconnectAfterMs, 10);
                    else if (typeof object.reconnectAfterMs === "number")
                        message.reconnectAfterMs = object.reconnectAfterMs;
                    else if (typeof object.reconnectAfterMs === "object")
                        message.reconnectAfterMs = new $util.LongBits(object.reconnectAfterMs.low >>> 0, object.reconnectAfterMs.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a Closing message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Closing
         * @static
         * @param {aldis.Closing} message Closing
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Closing.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.code = "";
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.reconnectAfterMs = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.reconnectAfterMs = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                object.code = message.code;
            if (message.reconnectAfterMs != null && $Object.hasOwnProperty.call(message, "reconnectAfterMs"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.reconnectAfterMs = typeof message.reconnectAfterMs === "number" ? $BigInt(message.reconnectAfterMs) : $util.Long.fromBits(message.reconnectAfterMs.low >>> 0, message.reconnectAfterMs.high >>> 0, true).toBigInt();
                else if (typeof message.reconnectAfterMs === "number")
                    object.reconnectAfterMs = options.longs === $String ? $String(message.reconnectAfterMs) : message.reconnectAfterMs;
                else
                    object.reconnectAfterMs = options.longs === $String ? $util.Long.prototype.toString.call(message.reconnectAfterMs) : options.longs === $Number ? new $util.LongBits(message.reconnectAfterMs.low >>> 0, message.reconnectAfterMs.high >>> 0).toNumber(true) : message.reconnectAfterMs;
            return object;
        };

        /**
         * Converts this Closing to JSON.
         * @function toJSON
         * @memberof aldis.Closing
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Closing.prototype.toJSON = function() {
            return Closing.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Closing
         * @function getTypeUrl
         * @memberof aldis.Closing
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Closing.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Closing";
        };

        return Closing;
    })();

    aldis.Notice = (function() {

        /**
         * Properties of a Notice.
         * @typedef {Object} aldis.Notice.$Properties
         * @property {string|null} [kind] Notice kind
         * @property {string|null} [account] Notice account
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Notice.
         * @memberof aldis
         * @interface INotice
         * @augments aldis.Notice.$Properties
         * @deprecated Use aldis.Notice.$Properties instead.
         */

        /**
         * Shape of a Notice.
         * @typedef {aldis.Notice.$Properties} aldis.Notice.$Shape
         */

        /**
         * Constructs a new Notice.
         * @memberof aldis
         * @classdesc Represents a Notice.
         * @constructor
         * @param {aldis.Notice.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Notice = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Notice kind.
         * @member {string} kind
         * @memberof aldis.Notice
         * @instance
         */
        Notice.prototype.kind = "";

        /**
         * Notice account.
         * @member {string} account
         * @memberof aldis.Notice
         * @instance
         */
        Notice.prototype.account = "";

        /**
         * Creates a new Notice instance using the specified properties.
         * @function create
         * @memberof aldis.Notice
         * @static
         * @param {aldis.Notice.$Properties=} [properties] Properties to set
         * @returns {aldis.Notice} Notice instance
         * @type {{
         *   (properties: aldis.Notice.$Shape): aldis.Notice & aldis.Notice.$Shape;
         *   (properties?: aldis.Notice.$Properties): aldis.Notice;
         * }}
         */
        Notice.create = function(properties) {
            return new Notice(properties);
        };

        /**
         * Encodes the specified Notice message. Does not implicitly {@link aldis.Notice.verify|verify} messages.
         * @function encode
         * @memberof aldis.Notice
         * @static
         * @param {aldis.Notice.$Properties} message Notice message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Notice.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.kind);
            if (message.account != null && $Object.hasOwnProperty.call(message, "account") && message.account !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.account);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Notice message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Notice
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Notice & aldis.Notice.$Shape} Notice
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Notice.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Notice();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.account = value;
                        else
                            delete message.account;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Notice message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Notice
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Notice} Notice
         */
        Notice.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Notice)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Notice: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Notice();
            if (object.kind != null)
                if (typeof object.kind !== "string" || object.kind.length)
                    message.kind = $String(object.kind);
            if (object.account != null)
                if (typeof object.account !== "string" || object.account.length)
                    message.account = $String(object.account);
            return message;
        };

        /**
         * Creates a plain object from a Notice message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Notice
         * @static
         * @param {aldis.Notice} message Notice
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Notice.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.kind = "";
                object.account = "";
            }
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind"))
                object.kind = message.kind;
            if (message.account != null && $Object.hasOwnProperty.call(message, "account"))
                object.account = message.account;
            return object;
        };

        /**
         * Converts this Notice to JSON.
         * @function toJSON
         * @memberof aldis.Notice
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Notice.prototype.toJSON = function() {
            return Notice.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Notice
         * @function getTypeUrl
         * @memberof aldis.Notice
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Notice.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Notice";
        };

        return Notice;
    })();

    aldis.AuthRefresh = (function() {

        /**
         * Properties of an AuthRefresh.
         * @typedef {Object} aldis.AuthRefresh.$Properties
         * @property {string|null} [accessToken] AuthRefresh accessToken
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AuthRefresh.
         * @memberof aldis
         * @interface IAuthRefresh
         * @augments aldis.AuthRefresh.$Properties
         * @deprecated Use aldis.AuthRefresh.$Properties instead.
         */

        /**
         * Shape of an AuthRefresh.
         * @typedef {aldis.AuthRefresh.$Properties} aldis.AuthRefresh.$Shape
         */

        /**
         * Constructs a new AuthRefresh.
         * @memberof aldis
         * @classdesc Represents an AuthRefresh.
         * @constructor
         * @param {aldis.AuthRefresh.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AuthRefresh = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AuthRefresh accessToken.
         * @member {string} accessToken
         * @memberof aldis.AuthRefresh
         * @instance
         */
        AuthRefresh.prototype.accessToken = "";

        /**
         * Creates a new AuthRefresh instance using the specified properties.
         * @function create
         * @memberof aldis.AuthRefresh
         * @static
         * @param {aldis.AuthRefresh.$Properties=} [properties] Properties to set
         * @returns {aldis.AuthRefresh} AuthRefresh instance
         * @type {{
         *   (properties: aldis.AuthRefresh.$Shape): aldis.AuthRefresh & aldis.AuthRefresh.$Shape;
         *   (properties?: aldis.AuthRefresh.$Properties): aldis.AuthRefresh;
         * }}
         */
        AuthRefresh.create = function(properties) {
            return new AuthRefresh(properties);
        };

        /**
         * Encodes the specified AuthRefresh message. Does not implicitly {@link aldis.AuthRefresh.verify|verify} messages.
         * @function encode
         * @memberof aldis.AuthRefresh
         * @static
         * @param {aldis.AuthRefresh.$Properties} message AuthRefresh message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AuthRefresh.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.accessToken != null && $Object.hasOwnProperty.call(message, "accessToken") && message.accessToken !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.accessToken);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AuthRefresh message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.AuthRefresh
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.AuthRefresh & aldis.AuthRefresh.$Shape} AuthRefresh
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AuthRefresh.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.AuthRefresh();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.accessToken = value;
                        else
                            delete message.accessToken;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AuthRefresh message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.AuthRefresh
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.AuthRefresh} AuthRefresh
         */
        AuthRefresh.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.AuthRefresh)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.AuthRefresh: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.AuthRefresh();
            if (object.accessToken != null)
                if (typeof object.accessToken !== "string" || object.accessToken.length)
                    message.accessToken = $String(object.accessToken);
            return message;
        };

        /**
         * Creates a plain object from an AuthRefresh message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.AuthRefresh
         * @static
         * @param {aldis.AuthRefresh} message AuthRefresh
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AuthRefresh.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.accessToken = "";
            if (message.accessToken != null && $Object.hasOwnProperty.call(message, "accessToken"))
                object.accessToken = message.accessToken;
            return object;
        };

        /**
         * Converts this AuthRefresh to JSON.
         * @function toJSON
         * @memberof aldis.AuthRefresh
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AuthRefresh.prototype.toJSON = function() {
            return AuthRefresh.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AuthRefresh
         * @function getTypeUrl
         * @memberof aldis.AuthRefresh
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AuthRefresh.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.AuthRefresh";
        };

        return AuthRefresh;
    })();

    aldis.AuthExpiring = (function() {

        /**
         * Properties of an AuthExpiring.
         * @typedef {Object} aldis.AuthExpiring.$Properties
         * @property {number|Long|null} [expiresAtMs] AuthExpiring expiresAtMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AuthExpiring.
         * @memberof aldis
         * @interface IAuthExpiring
         * @augments aldis.AuthExpiring.$Properties
         * @deprecated Use aldis.AuthExpiring.$Properties instead.
         */

        /**
         * Shape of an AuthExpiring.
         * @typedef {aldis.AuthExpiring.$Properties} aldis.AuthExpiring.$Shape
         */

        /**
         * Constructs a new AuthExpiring.
         * @memberof aldis
         * @classdesc Represents an AuthExpiring.
         * @constructor
         * @param {aldis.AuthExpiring.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AuthExpiring = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AuthExpiring expiresAtMs.
         * @member {number|Long} expiresAtMs
         * @memberof aldis.AuthExpiring
         * @instance
         */
        AuthExpiring.prototype.expiresAtMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new AuthExpiring instance using the specified properties.
         * @function create
         * @memberof aldis.AuthExpiring
         * @static
         * @param {aldis.AuthExpiring.$Properties=} [properties] Properties to set
         * @returns {aldis.AuthExpiring} AuthExpiring instance
         * @type {{
         *   (properties: aldis.AuthExpiring.$Shape): aldis.AuthExpiring & aldis.AuthExpiring.$Shape;
         *   (properties?: aldis.AuthExpiring.$Properties): aldis.AuthExpiring;
         * }}
         */
        AuthExpiring.create = function(properties) {
            return new AuthExpiring(properties);
        };

        /**
         * Encodes the specified AuthExpiring message. Does not implicitly {@link aldis.AuthExpiring.verify|verify} messages.
         * @function encode
         * @memberof aldis.AuthExpiring
         * @static
         * @param {aldis.AuthExpiring.$Properties} message AuthExpiring message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AuthExpiring.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.expiresAtMs != null && $Object.hasOwnProperty.call(message, "expiresAtMs") && (typeof message.expiresAtMs === "object" ? message.expiresAtMs.low || message.expiresAtMs.high : message.expiresAtMs !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.expiresAtMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AuthExpiring message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.AuthExpiring
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.AuthExpiring & aldis.AuthExpiring.$Shape} AuthExpiring
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AuthExpiring.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.AuthExpiring();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.expiresAtMs = value;
                        else
                            delete message.expiresAtMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AuthExpiring message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.AuthExpiring
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.AuthExpiring} AuthExpiring
         */
        AuthExpiring.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.AuthExpiring)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.AuthExpiring: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.AuthExpiring();
            if (object.expiresAtMs != null)
                if (typeof object.expiresAtMs === "object" ? object.expiresAtMs.low || object.expiresAtMs.high : $Number(object.expiresAtMs) !== 0)
                    if ($util.Long)
                        message.expiresAtMs = $util.Long.fromValue(object.expiresAtMs, true);
                    else if (typeof object.expiresAtMs === "string")
                        message.expiresAtMs = $parseInt(object.expiresAtMs, 10);
                    else if (typeof object.expiresAtMs === "number")
                        message.expiresAtMs = object.expiresAtMs;
                    else if (typeof object.expiresAtMs === "object")
                        message.expiresAtMs = new $util.LongBits(object.expiresAtMs.low >>> 0, object.expiresAtMs.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from an AuthExpiring message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.AuthExpiring
         * @static
         * @param {aldis.AuthExpiring} message AuthExpiring
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AuthExpiring.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.expiresAtMs = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.expiresAtMs = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if (message.expiresAtMs != null && $Object.hasOwnProperty.call(message, "expiresAtMs"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.expiresAtMs = typeof message.expiresAtMs === "number" ? $BigInt(message.expiresAtMs) : $util.Long.fromBits(message.expiresAtMs.low >>> 0, message.expiresAtMs.high >>> 0, true).toBigInt();
                else if (typeof message.expiresAtMs === "number")
                    object.expiresAtMs = options.longs === $String ? $String(message.expiresAtMs) : message.expiresAtMs;
                else
                    object.expiresAtMs = options.longs === $String ? $util.Long.prototype.toString.call(message.expiresAtMs) : options.longs === $Number ? new $util.LongBits(message.expiresAtMs.low >>> 0, message.expiresAtMs.high >>> 0).toNumber(true) : message.expiresAtMs;
            return object;
        };

        /**
         * Converts this AuthExpiring to JSON.
         * @function toJSON
         * @memberof aldis.AuthExpiring
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AuthExpiring.prototype.toJSON = function() {
            return AuthExpiring.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AuthExpiring
         * @function getTypeUrl
         * @memberof aldis.AuthExpiring
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AuthExpiring.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.AuthExpiring";
        };

        return AuthExpiring;
    })();

    aldis.TopicSubscribe = (function() {

        /**
         * Properties of a TopicSubscribe.
         * @typedef {Object} aldis.TopicSubscribe.$Properties
         * @property {string|null} [topic] TopicSubscribe topic
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TopicSubscribe.
         * @memberof aldis
         * @interface ITopicSubscribe
         * @augments aldis.TopicSubscribe.$Properties
         * @deprecated Use aldis.TopicSubscribe.$Properties instead.
         */

        /**
         * Shape of a TopicSubscribe.
         * @typedef {aldis.TopicSubscribe.$Properties} aldis.TopicSubscribe.$Shape
         */

        /**
         * Constructs a new TopicSubscribe.
         * @memberof aldis
         * @classdesc Represents a TopicSubscribe.
         * @constructor
         * @param {aldis.TopicSubscribe.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TopicSubscribe = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TopicSubscribe topic.
         * @member {string} topic
         * @memberof aldis.TopicSubscribe
         * @instance
         */
        TopicSubscribe.prototype.topic = "";

        /**
         * Creates a new TopicSubscribe instance using the specified properties.
         * @function create
         * @memberof aldis.TopicSubscribe
         * @static
         * @param {aldis.TopicSubscribe.$Properties=} [properties] Properties to set
         * @returns {aldis.TopicSubscribe} TopicSubscribe instance
         * @type {{
         *   (properties: aldis.TopicSubscribe.$Shape): aldis.TopicSubscribe & aldis.TopicSubscribe.$Shape;
         *   (properties?: aldis.TopicSubscribe.$Properties): aldis.TopicSubscribe;
         * }}
         */
        TopicSubscribe.create = function(properties) {
            return new TopicSubscribe(properties);
        };

        /**
         * Encodes the specified TopicSubscribe message. Does not implicitly {@link aldis.TopicSubscribe.verify|verify} messages.
         * @function encode
         * @memberof aldis.TopicSubscribe
         * @static
         * @param {aldis.TopicSubscribe.$Properties} message TopicSubscribe message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TopicSubscribe.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.topic);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TopicSubscribe message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.TopicSubscribe
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.TopicSubscribe & aldis.TopicSubscribe.$Shape} TopicSubscribe
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TopicSubscribe.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.TopicSubscribe();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.topic = value;
                        else
                            delete message.topic;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TopicSubscribe message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.TopicSubscribe
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.TopicSubscribe} TopicSubscribe
         */
        TopicSubscribe.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.TopicSubscribe)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.TopicSubscribe: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.TopicSubscribe();
            if (object.topic != null)
                if (typeof object.topic !== "string" || object.topic.length)
                    message.topic = $String(object.topic);
            return message;
        };

        /**
         * Creates a plain object from a TopicSubscribe message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.TopicSubscribe
         * @static
         * @param {aldis.TopicSubscribe} message TopicSubscribe
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TopicSubscribe.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.topic = "";
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
                object.topic = message.topic;
            return object;
        };

        /**
         * Converts this TopicSubscribe to JSON.
         * @function toJSON
         * @memberof aldis.TopicSubscribe
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TopicSubscribe.prototype.toJSON = function() {
            return TopicSubscribe.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TopicSubscribe
         * @function getTypeUrl
         * @memberof aldis.TopicSubscribe
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TopicSubscribe.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.TopicSubscribe";
        };

        return TopicSubscribe;
    })();

    aldis.TopicUnsubscribe = (function() {

        /**
         * Properties of a TopicUnsubscribe.
         * @typedef {Object} aldis.TopicUnsubscribe.$Properties
         * @property {string|null} [topic] TopicUnsubscribe topic
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TopicUnsubscribe.
         * @memberof aldis
         * @interface ITopicUnsubscribe
         * @augments aldis.TopicUnsubscribe.$Properties
         * @deprecated Use aldis.TopicUnsubscribe.$Properties instead.
         */

        /**
         * Shape of a TopicUnsubscribe.
         * @typedef {aldis.TopicUnsubscribe.$Properties} aldis.TopicUnsubscribe.$Shape
         */

        /**
         * Constructs a new TopicUnsubscribe.
         * @memberof aldis
         * @classdesc Represents a TopicUnsubscribe.
         * @constructor
         * @param {aldis.TopicUnsubscribe.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TopicUnsubscribe = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TopicUnsubscribe topic.
         * @member {string} topic
         * @memberof aldis.TopicUnsubscribe
         * @instance
         */
        TopicUnsubscribe.prototype.topic = "";

        /**
         * Creates a new TopicUnsubscribe instance using the specified properties.
         * @function create
         * @memberof aldis.TopicUnsubscribe
         * @static
         * @param {aldis.TopicUnsubscribe.$Properties=} [properties] Properties to set
         * @returns {aldis.TopicUnsubscribe} TopicUnsubscribe instance
         * @type {{
         *   (properties: aldis.TopicUnsubscribe.$Shape): aldis.TopicUnsubscribe & aldis.TopicUnsubscribe.$Shape;
         *   (properties?: aldis.TopicUnsubscribe.$Properties): aldis.TopicUnsubscribe;
         * }}
         */
        TopicUnsubscribe.create = function(properties) {
            return new TopicUnsubscribe(properties);
        };

        /**
         * Encodes the specified TopicUnsubscribe message. Does not implicitly {@link aldis.TopicUnsubscribe.verify|verify} messages.
         * @function encode
         * @memberof aldis.TopicUnsubscribe
         * @static
         * @param {aldis.TopicUnsubscribe.$Properties} message TopicUnsubscribe message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TopicUnsubscribe.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.topic);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TopicUnsubscribe message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.TopicUnsubscribe
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.TopicUnsubscribe & aldis.TopicUnsubscribe.$Shape} TopicUnsubscribe
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TopicUnsubscribe.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.TopicUnsubscribe();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.topic = value;
                        else
                            delete message.topic;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TopicUnsubscribe message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.TopicUnsubscribe
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.TopicUnsubscribe} TopicUnsubscribe
         */
        TopicUnsubscribe.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.TopicUnsubscribe)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.TopicUnsubscribe: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.TopicUnsubscribe();
            if (object.topic != null)
                if (typeof object.topic !== "string" || object.topic.length)
                    message.topic = $String(object.topic);
            return message;
        };

        /**
         * Creates a plain object from a TopicUnsubscribe message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.TopicUnsubscribe
         * @static
         * @param {aldis.TopicUnsubscribe} message TopicUnsubscribe
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TopicUnsubscribe.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.topic = "";
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
                object.topic = message.topic;
            return object;
        };

        /**
         * Converts this TopicUnsubscribe to JSON.
         * @function toJSON
         * @memberof aldis.TopicUnsubscribe
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TopicUnsubscribe.prototype.toJSON = function() {
            return TopicUnsubscribe.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TopicUnsubscribe
         * @function getTypeUrl
         * @memberof aldis.TopicUnsubscribe
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TopicUnsubscribe.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.TopicUnsubscribe";
        };

        return TopicUnsubscribe;
    })();

    aldis.TopicPublish = (function() {

        /**
         * Properties of a TopicPublish.
         * @typedef {Object} aldis.TopicPublish.$Properties
         * @property {string|null} [topic] TopicPublish topic
         * @property {Uint8Array|null} [payload] TopicPublish payload
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TopicPublish.
         * @memberof aldis
         * @interface ITopicPublish
         * @augments aldis.TopicPublish.$Properties
         * @deprecated Use aldis.TopicPublish.$Properties instead.
         */

        /**
         * Shape of a TopicPublish.
         * @typedef {aldis.TopicPublish.$Properties} aldis.TopicPublish.$Shape
         */

        /**
         * Constructs a new TopicPublish.
         * @memberof aldis
         * @classdesc Represents a TopicPublish.
         * @constructor
         * @param {aldis.TopicPublish.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TopicPublish = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TopicPublish topic.
         * @member {string} topic
         * @memberof aldis.TopicPublish
         * @instance
         */
        TopicPublish.prototype.topic = "";

        /**
         * TopicPublish payload.
         * @member {Uint8Array} payload
         * @memberof aldis.TopicPublish
         * @instance
         */
        TopicPublish.prototype.payload = $util.newBuffer([]);

        /**
         * Creates a new TopicPublish instance using the specified properties.
         * @function create
         * @memberof aldis.TopicPublish
         * @static
         * @param {aldis.TopicPublish.$Properties=} [properties] Properties to set
         * @returns {aldis.TopicPublish} TopicPublish instance
         * @type {{
         *   (properties: aldis.TopicPublish.$Shape): aldis.TopicPublish & aldis.TopicPublish.$Shape;
         *   (properties?: aldis.TopicPublish.$Properties): aldis.TopicPublish;
         * }}
         */
        TopicPublish.create = function(properties) {
            return new TopicPublish(properties);
        };

        /**
         * Encodes the specified TopicPublish message. Does not implicitly {@link aldis.TopicPublish.verify|verify} messages.
         * @function encode
         * @memberof aldis.TopicPublish
         * @static
         * @param {aldis.TopicPublish.$Properties} message TopicPublish message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TopicPublish.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.topic);
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.payload);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TopicPublish message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.TopicPublish
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.TopicPublish & aldis.TopicPublish.$Shape} TopicPublish
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TopicPublish.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.TopicPublish();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.topic = value;
                        else
                            delete message.topic;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TopicPublish message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.TopicPublish
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.TopicPublish} TopicPublish
         */
        TopicPublish.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.TopicPublish)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.TopicPublish: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.TopicPublish();
            if (object.topic != null)
                if (typeof object.topic !== "string" || object.topic.length)
                    message.topic = $String(object.topic);
            if (object.payload != null)
                if (object.payload.length)
                    if (typeof object.payload === "string")
                        $util.base64.decode(object.payload, message.payload = $util.newBuffer($util.base64.length(object.payload)), 0);
                    else if (object.payload.length >= 0)
                        message.payload = object.payload;
            return message;
        };

        /**
         * Creates a plain object from a TopicPublish message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.TopicPublish
         * @static
         * @param {aldis.TopicPublish} message TopicPublish
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TopicPublish.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.topic = "";
                if (options.bytes === $String)
                    object.payload = "";
                else {
                    object.payload = [];
                    if (options.bytes !== $Array)
                        object.payload = $util.newBuffer(object.payload);
                }
            }
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
                object.topic = message.topic;
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload"))
                object.payload = options.bytes === $String ? $util.base64.encode(message.payload, 0, message.payload.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.payload) : message.payload;
            return object;
        };

        /**
         * Converts this TopicPublish to JSON.
         * @function toJSON
         * @memberof aldis.TopicPublish
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TopicPublish.prototype.toJSON = function() {
            return TopicPublish.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TopicPublish
         * @function getTypeUrl
         * @memberof aldis.TopicPublish
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TopicPublish.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.TopicPublish";
        };

        return TopicPublish;
    })();

    aldis.Signal = (function() {

        /**
         * Properties of a Signal.
         * @typedef {Object} aldis.Signal.$Properties
         * @property {string|null} [topic] Signal topic
         * @property {string|null} [account] Signal account
         * @property {number|null} [device] Signal device
         * @property {Uint8Array|null} [payload] Signal payload
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Signal.
         * @memberof aldis
         * @interface ISignal
         * @augments aldis.Signal.$Properties
         * @deprecated Use aldis.Signal.$Properties instead.
         */

        /**
         * Shape of a Signal.
         * @typedef {aldis.Signal.$Properties} aldis.Signal.$Shape
         */

        /**
         * Constructs a new Signal.
         * @memberof aldis
         * @classdesc Represents a Signal.
         * @constructor
         * @param {aldis.Signal.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Signal = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Signal topic.
         * @member {string} topic
         * @memberof aldis.Signal
         * @instance
         */
        Signal.prototype.topic = "";

        /**
         * Signal account.
         * @member {string} account
         * @memberof aldis.Signal
         * @instance
         */
        Signal.prototype.account = "";

        /**
         * Signal device.
         * @member {number} device
         * @memberof aldis.Signal
         * @instance
         */
        Signal.prototype.device = 0;

        /**
         * Signal payload.
         * @member {Uint8Array} payload
         * @memberof aldis.Signal
         * @instance
         */
        Signal.prototype.payload = $util.newBuffer([]);

        /**
         * Creates a new Signal instance using the specified properties.
         * @function create
         * @memberof aldis.Signal
         * @static
         * @param {aldis.Signal.$Properties=} [properties] Properties to set
         * @returns {aldis.Signal} Signal instance
         * @type {{
         *   (properties: aldis.Signal.$Shape): aldis.Signal & aldis.Signal.$Shape;
         *   (properties?: aldis.Signal.$Properties): aldis.Signal;
         * }}
         */
        Signal.create = function(properties) {
            return new Signal(properties);
        };

        /**
         * Encodes the specified Signal message. Does not implicitly {@link aldis.Signal.verify|verify} messages.
         * @function encode
         * @memberof aldis.Signal
         * @static
         * @param {aldis.Signal.$Properties} message Signal message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Signal.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.topic);
            if (message.account != null && $Object.hasOwnProperty.call(message, "account") && message.account !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.account);
            if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.device);
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.payload);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Signal message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Signal
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Signal & aldis.Signal.$Shape} Signal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Signal.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Signal();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.topic = value;
                        else
                            delete message.topic;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.account = value;
                        else
                            delete message.account;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.device = value;
                        else
                            delete message.device;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Signal message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Signal
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Signal} Signal
         */
        Signal.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Signal)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Signal: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Signal();
            if (object.topic != null)
                if (typeof object.topic !== "string" || object.topic.length)
                    message.topic = $String(object.topic);
            if (object.account != null)
                if (typeof object.account !== "string" || object.account.length)
                    message.account = $String(object.account);
            if (object.device != null)
                if ($Number(object.device) !== 0)
                    message.device = object.device >>> 0;
            if (object.payload != null)
                if (object.payload.length)
                    if (typeof object.payload === "string")
                        $util.base64.decode(object.payload, message.payload = $util.newBuffer($util.base64.length(object.payload)), 0);
                    else if (object.payload.length >= 0)
                        message.payload = object.payload;
            return message;
        };

        /**
         * Creates a plain object from a Signal message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Signal
         * @static
         * @param {aldis.Signal} message Signal
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Signal.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.topic = "";
                object.account = "";
                object.device = 0;
                if (options.bytes === $String)
                    object.payload = "";
                else {
                    object.payload = [];
                    if (options.bytes !== $Array)
                        object.payload = $util.newBuffer(object.payload);
                }
            }
            if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
                object.topic = message.topic;
            if (message.account != null && $Object.hasOwnProperty.call(message, "account"))
                object.account = message.account;
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                object.device = message.device;
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload"))
                object.payload = options.bytes === $String ? $util.base64.encode(message.payload, 0, message.payload.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.payload) : message.payload;
            return object;
        };

        /**
         * Converts this Signal to JSON.
         * @function toJSON
         * @memberof aldis.Signal
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Signal.prototype.toJSON = function() {
            return Signal.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Signal
         * @function getTypeUrl
         * @memberof aldis.Signal
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Signal.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Signal";
        };

        return Signal;
    })();

    aldis.LinkAddress = (function() {

        /**
         * Properties of a LinkAddress.
         * @typedef {Object} aldis.LinkAddress.$Properties
         * @property {string|null} [address] LinkAddress address
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LinkAddress.
         * @memberof aldis
         * @interface ILinkAddress
         * @augments aldis.LinkAddress.$Properties
         * @deprecated Use aldis.LinkAddress.$Properties instead.
         */

        /**
         * Shape of a LinkAddress.
         * @typedef {aldis.LinkAddress.$Properties} aldis.LinkAddress.$Shape
         */

        /**
         * Constructs a new LinkAddress.
         * @memberof aldis
         * @classdesc Represents a LinkAddress.
         * @constructor
         * @param {aldis.LinkAddress.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LinkAddress = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LinkAddress address.
         * @member {string} address
         * @memberof aldis.LinkAddress
         * @instance
         */
        LinkAddress.prototype.address = "";

        /**
         * Creates a new LinkAddress instance using the specified properties.
         * @function create
         * @memberof aldis.LinkAddress
         * @static
         * @param {aldis.LinkAddress.$Properties=} [properties] Properties to set
         * @returns {aldis.LinkAddress} LinkAddress instance
         * @type {{
         *   (properties: aldis.LinkAddress.$Shape): aldis.LinkAddress & aldis.LinkAddress.$Shape;
         *   (properties?: aldis.LinkAddress.$Properties): aldis.LinkAddress;
         * }}
         */
        LinkAddress.create = function(properties) {
            return new LinkAddress(properties);
        };

        /**
         * Encodes the specified LinkAddress message. Does not implicitly {@link aldis.LinkAddress.verify|verify} messages.
         * @function encode
         * @memberof aldis.LinkAddress
         * @static
         * @param {aldis.LinkAddress.$Properties} message LinkAddress message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LinkAddress.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.address);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LinkAddress message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.LinkAddress
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.LinkAddress & aldis.LinkAddress.$Shape} LinkAddress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LinkAddress.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.LinkAddress();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.address = value;
                        else
                            delete message.address;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a LinkAddress message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.LinkAddress
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.LinkAddress} LinkAddress
         */
        LinkAddress.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.LinkAddress)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.LinkAddress: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.LinkAddress();
            if (object.address != null)
                if (typeof object.address !== "string" || object.address.length)
                    message.address = $String(object.address);
            return message;
        };

        /**
         * Creates a plain object from a LinkAddress message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.LinkAddress
         * @static
         * @param {aldis.LinkAddress} message LinkAddress
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        LinkAddress.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.address = "";
            if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                object.address = message.address;
            return object;
        };

        /**
         * Converts this LinkAddress to JSON.
         * @function toJSON
         * @memberof aldis.LinkAddress
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        LinkAddress.prototype.toJSON = function() {
            return LinkAddress.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for LinkAddress
         * @function getTypeUrl
         * @memberof aldis.LinkAddress
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        LinkAddress.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.LinkAddress";
        };

        return LinkAddress;
    })();

    aldis.LinkMessage = (function() {

        /**
         * Properties of a LinkMessage.
         * @typedef {Object} aldis.LinkMessage.$Properties
         * @property {Uint8Array|null} [body] LinkMessage body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LinkMessage.
         * @memberof aldis
         * @interface ILinkMessage
         * @augments aldis.LinkMessage.$Properties
         * @deprecated Use aldis.LinkMessage.$Properties instead.
         */

        /**
         * Shape of a LinkMessage.
         * @typedef {aldis.LinkMessage.$Properties} aldis.LinkMessage.$Shape
         */

        /**
         * Constructs a new LinkMessage.
         * @memberof aldis
         * @classdesc Represents a LinkMessage.
         * @constructor
         * @param {aldis.LinkMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LinkMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LinkMessage body.
         * @member {Uint8Array} body
         * @memberof aldis.LinkMessage
         * @instance
         */
        LinkMessage.prototype.body = $util.newBuffer([]);

        /**
         * Creates a new LinkMessage instance using the specified properties.
         * @function create
         * @memberof aldis.LinkMessage
         * @static
         * @param {aldis.LinkMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.LinkMessage} LinkMessage instance
         * @type {{
         *   (properties: aldis.LinkMessage.$Shape): aldis.LinkMessage & aldis.LinkMessage.$Shape;
         *   (properties?: aldis.LinkMessage.$Properties): aldis.LinkMessage;
         * }}
         */
        LinkMessage.create = function(properties) {
            return new LinkMessage(properties);
        };

        /**
         * Encodes the specified LinkMessage message. Does not implicitly {@link aldis.LinkMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.LinkMessage
         * @static
         * @param {aldis.LinkMessage.$Properties} message LinkMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LinkMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.body);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LinkMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.LinkMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.LinkMessage & aldis.LinkMessage.$Shape} LinkMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LinkMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.LinkMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.body = value;
                        else
                            delete message.body;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a LinkMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.LinkMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.LinkMessage} LinkMessage
         */
        LinkMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.LinkMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.LinkMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.LinkMessage();
            if (object.body != null)
                if (object.body.length)
                    if (typeof object.body === "string")
                        $util.base64.decode(object.body, message.body = $util.newBuffer($util.base64.length(object.body)), 0);
                    else if (object.body.length >= 0)
                        message.body = object.body;
            return message;
        };

        /**
         * Creates a plain object from a LinkMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.LinkMessage
         * @static
         * @param {aldis.LinkMessage} message LinkMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        LinkMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if (options.bytes === $String)
                    object.body = "";
                else {
                    object.body = [];
                    if (options.bytes !== $Array)
                        object.body = $util.newBuffer(object.body);
                }
            if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                object.body = options.bytes === $String ? $util.base64.encode(message.body, 0, message.body.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.body) : message.body;
            return object;
        };

        /**
         * Converts this LinkMessage to JSON.
         * @function toJSON
         * @memberof aldis.LinkMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        LinkMessage.prototype.toJSON = function() {
            return LinkMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for LinkMessage
         * @function getTypeUrl
         * @memberof aldis.LinkMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        LinkMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.LinkMessage";
        };

        return LinkMessage;
    })();

    aldis.Presence = (function() {

        /**
         * Properties of a Presence.
         * @typedef {Object} aldis.Presence.$Properties
         * @property {string|null} [account] Presence account
         * @property {Array.<number>|null} [devices] Presence devices
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Presence.
         * @memberof aldis
         * @interface IPresence
         * @augments aldis.Presence.$Properties
         * @deprecated Use aldis.Presence.$Properties instead.
         */

        /**
         * Shape of a Presence.
         * @typedef {aldis.Presence.$Properties} aldis.Presence.$Shape
         */

        /**
         * Constructs a new Presence.
         * @memberof aldis
         * @classdesc Represents a Presence.
         * @constructor
         * @param {aldis.Presence.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Presence = function (properties) {
            this.devices = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Presence account.
         * @member {string} account
         * @memberof aldis.Presence
         * @instance
         */
        Presence.prototype.account = "";

        /**
         * Presence devices.
         * @member {Array.<number>} devices
         * @memberof aldis.Presence
         * @instance
         */
        Presence.prototype.devices = $util.emptyArray;

        /**
         * Creates a new Presence instance using the specified properties.
         * @function create
         * @memberof aldis.Presence
         * @static
         * @param {aldis.Presence.$Properties=} [properties] Properties to set
         * @returns {aldis.Presence} Presence instance
         * @type {{
         *   (properties: aldis.Presence.$Shape): aldis.Presence & aldis.Presence.$Shape;
         *   (properties?: aldis.Presence.$Properties): aldis.Presence;
         * }}
         */
        Presence.create = function(properties) {
            return new Presence(properties);
        };

        /**
         * Encodes the specified Presence message. Does not implicitly {@link aldis.Presence.verify|verify} messages.
         * @function encode
         * @memberof aldis.Presence
         * @static
         * @param {aldis.Presence.$Properties} message Presence message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Presence.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.account != null && $Object.hasOwnProperty.call(message, "account") && message.account !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.account);
            if (message.devices != null && message.devices.length)
                writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.devices);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Presence message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.Presence
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.Presence & aldis.Presence.$Shape} Presence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Presence.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.Presence();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.account = value;
                        else
                            delete message.account;
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            reader.uint32s(message.devices);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.devices && message.devices.length))
                            message.devices = [];
                        message.devices.push(reader.uint32());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Presence message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.Presence
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.Presence} Presence
         */
        Presence.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.Presence)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.Presence: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.Presence();
            if (object.account != null)
                if (typeof object.account !== "string" || object.account.length)
                    message.account = $String(object.account);
            if (object.devices) {
                if (!$Array.isArray(object.devices))
                    throw $TypeError(".aldis.Presence.devices: array expected");
                message.devices = $Array(object.devices.length);
                for (let i = 0; i < object.devices.length; ++i)
                    message.devices[i] = object.devices[i] >>> 0;
            }
            return message;
        };

        /**
         * Creates a plain object from a Presence message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.Presence
         * @static
         * @param {aldis.Presence} message Presence
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Presence.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.devices = [];
            if (options.defaults)
                object.account = "";
            if (message.account != null && $Object.hasOwnProperty.call(message, "account"))
                object.account = message.account;
            if (message.devices && message.devices.length) {
                object.devices = $Array(message.devices.length);
                for (let j = 0; j < message.devices.length; ++j)
                    object.devices[j] = message.devices[j];
            }
            return object;
        };

        /**
         * Converts this Presence to JSON.
         * @function toJSON
         * @memberof aldis.Presence
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Presence.prototype.toJSON = function() {
            return Presence.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Presence
         * @function getTypeUrl
         * @memberof aldis.Presence
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Presence.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.Presence";
        };

        return Presence;
    })();

    aldis.HistoryItem = (function() {

        /**
         * Properties of a HistoryItem.
         * @typedef {Object} aldis.HistoryItem.$Properties
         * @property {string|null} [conversation] HistoryItem conversation
         * @property {string|null} [author] HistoryItem author
         * @property {number|null} [device] HistoryItem device
         * @property {number|Long|null} [sentAt] HistoryItem sentAt
         * @property {number|Long|null} [serverTimestamp] HistoryItem serverTimestamp
         * @property {Uint8Array|null} [content] HistoryItem content
         * @property {boolean|null} [isOwn] HistoryItem isOwn
         * @property {number|Long|null} [expiresAt] HistoryItem expiresAt
         * @property {Array.<aldis.HistoryDeed.$Properties>|null} [deeds] HistoryItem deeds
         * @property {aldis.HistoryTimer.$Properties|null} [timer] HistoryItem timer
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HistoryItem.
         * @memberof aldis
         * @interface IHistoryItem
         * @augments aldis.HistoryItem.$Properties
         * @deprecated Use aldis.HistoryItem.$Properties instead.
         */

        /**
         * Shape of a HistoryItem.
         * @typedef {aldis.HistoryItem.$Properties} aldis.HistoryItem.$Shape
         */

        /**
         * Constructs a new HistoryItem.
         * @memberof aldis
         * @classdesc Represents a HistoryItem.
         * @constructor
         * @param {aldis.HistoryItem.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HistoryItem = function (properties) {
            this.deeds = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HistoryItem conversation.
         * @member {string} conversation
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.conversation = "";

        /**
         * HistoryItem author.
         * @member {string} author
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.author = "";

        /**
         * HistoryItem device.
         * @member {number} device
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.device = 0;

        /**
         * HistoryItem sentAt.
         * @member {number|Long} sentAt
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.sentAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * HistoryItem serverTimestamp.
         * @member {number|Long} serverTimestamp
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.serverTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * HistoryItem content.
         * @member {Uint8Array} content
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.content = $util.newBuffer([]);

        /**
         * HistoryItem isOwn.
         * @member {boolean} isOwn
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.isOwn = false;

        /**
         * HistoryItem expiresAt.
         * @member {number|Long} expiresAt
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.expiresAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * HistoryItem deeds.
         * @member {Array.<aldis.HistoryDeed.$Properties>} deeds
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.deeds = $util.emptyArray;

        /**
         * HistoryItem timer.
         * @member {aldis.HistoryTimer.$Properties|null|undefined} timer
         * @memberof aldis.HistoryItem
         * @instance
         */
        HistoryItem.prototype.timer = null;

        /**
         * Creates a new HistoryItem instance using the specified properties.
         * @function create
         * @memberof aldis.HistoryItem
         * @static
         * @param {aldis.HistoryItem.$Properties=} [properties] Properties to set
         * @returns {aldis.HistoryItem} HistoryItem instance
         * @type {{
         *   (properties: aldis.HistoryItem.$Shape): aldis.HistoryItem & aldis.HistoryItem.$Shape;
         *   (properties?: aldis.HistoryItem.$Properties): aldis.HistoryItem;
         * }}
         */
        HistoryItem.create = function(properties) {
            return new HistoryItem(properties);
        };

        /**
         * Encodes the specified HistoryItem message. Does not implicitly {@link aldis.HistoryItem.verify|verify} messages.
         * @function encode
         * @memberof aldis.HistoryItem
         * @static
         * @param {aldis.HistoryItem.$Properties} message HistoryItem message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HistoryItem.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.conversation != null && $Object.hasOwnProperty.call(message, "conversation"))
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.conversation);
            if (message.author != null && $Object.hasOwnProperty.call(message, "author"))
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.author);
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.device);
            if (message.sentAt != null && $Object.hasOwnProperty.call(message, "sentAt"))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.sentAt);
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.serverTimestamp);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.content);
            if (message.isOwn != null && $Object.hasOwnProperty.call(message, "isOwn"))
                writer.uint32(/* id 7, wireType 0 =*/56).bool(message.isOwn);
            if (message.expiresAt != null && $Object.hasOwnProperty.call(message, "expiresAt"))
                writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.expiresAt);
            if (message.deeds != null && message.deeds.length)
                for (let i = 0; i < message.deeds.length; ++i)
                    $root.aldis.HistoryDeed.encode(message.deeds[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.timer != null && $Object.hasOwnProperty.call(message, "timer"))
                $root.aldis.HistoryTimer.encode(message.timer, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HistoryItem message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.HistoryItem
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.HistoryItem & aldis.HistoryItem.$Shape} HistoryItem
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HistoryItem.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.HistoryItem();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.conversation = reader.string();
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.author = reader.string();
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.device = reader.uint32();
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.sentAt = reader.uint64();
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.serverTimestamp = reader.uint64();
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.content = reader.bytes();
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        message.isOwn = reader.bool();
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        message.expiresAt = reader.uint64();
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.deeds && message.deeds.length))
                            message.deeds = [];
                        message.deeds.push($root.aldis.HistoryDeed.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.timer = $root.aldis.HistoryTimer.decode(reader, reader.size(), $undefined, _depth + 1, message.timer);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a HistoryItem message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.HistoryItem
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.HistoryItem} HistoryItem
         */
        HistoryItem.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.HistoryItem)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.HistoryItem: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.HistoryItem();
            if (object.conversation != null)
                message.conversation = $String(object.conversation);
            if (object.author != null)
                message.author = $String(object.author);
            if (object.device != null)
                message.device = object.device >>> 0;
            if (object.sentAt != null)
                if ($util.Long)
                    message.sentAt = $util.Long.fromValue(object.sentAt, true);
                else if (typeof object.sentAt === "string")
                    message.sentAt = $parseInt(object.sentAt, 10);
                else if (typeof object.sentAt === "number")
                    message.sentAt = object.sentAt;
                else if (typeof object.sentAt === "object")
                    message.sentAt = new $util.LongBits(object.sentAt.low >>> 0, object.sentAt.high >>> 0).toNumber(true);
            if (object.serverTimestamp != null)
                if ($util.Long)
                    message.serverTimestamp = $util.Long.fromValue(object.serverTimestamp, true);
                else if (typeof object.serverTimestamp === "string")
                    message.serverTimestamp = $parseInt(object.serverTimestamp, 10);
                else if (typeof object.serverTimestamp === "number")
                    message.serverTimestamp = object.serverTimestamp;
                else if (typeof object.serverTimestamp === "object")
                    message.serverTimestamp = new $util.LongBits(object.serverTimestamp.low >>> 0, object.serverTimestamp.high >>> 0).toNumber(true);
            if (object.content != null)
                if (typeof object.content === "string")
                    $util.base64.decode(object.content, message.content = $util.newBuffer($util.base64.length(object.content)), 0);
                else if (object.content.length >= 0)
                    message.content = object.content;
            if (object.isOwn != null)
                message.isOwn = $Boolean(object.isOwn);
            if (object.expiresAt != null)
                if ($util.Long)
                    message.expiresAt = $util.Long.fromValue(object.expiresAt, true);
                else if (typeof object.expiresAt === "string")
                    message.expiresAt = $parseInt(object.expiresAt, 10);
                else if (typeof object.expiresAt === "number")
                    message.expiresAt = object.expiresAt;
                else if (typeof object.expiresAt === "object")
                    message.expiresAt = new $util.LongBits(object.expiresAt.low >>> 0, object.expiresAt.high >>> 0).toNumber(true);
            if (object.deeds) {
                if (!$Array.isArray(object.deeds))
                    throw $TypeError(".aldis.HistoryItem.deeds: array expected");
                message.deeds = $Array(object.deeds.length);
                for (let i = 0; i < object.deeds.length; ++i) {
                    if (!$util.isObject(object.deeds[i]))
                        throw $TypeError(".aldis.HistoryItem.deeds: object expected");
                    message.deeds[i] = $root.aldis.HistoryDeed.fromObject(object.deeds[i], _depth + 1);
                }
            }
            if (object.timer != null) {
                if (!$util.isObject(object.timer))
                    throw $TypeError(".aldis.HistoryItem.timer: object expected");
                message.timer = $root.aldis.HistoryTimer.fromObject(object.timer, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a HistoryItem message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.HistoryItem
         * @static
         * @param {aldis.HistoryItem} message HistoryItem
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        HistoryItem.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.deeds = [];
            if (options.defaults) {
                object.conversation = "";
                object.author = "";
                object.device = 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.sentAt = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.sentAt = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.serverTimestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.serverTimestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (options.bytes === $String)
                    object.content = "";
                else {
                    object.content = [];
                    if (options.bytes !== $Array)
                        object.content = $util.newBuffer(object.content);
                }
                object.isOwn = false;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.expiresAt = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.expiresAt = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.timer = null;
            }
            if (message.conversation != null && $Object.hasOwnProperty.call(message, "conversation"))
                object.conversation = message.conversation;
            if (message.author != null && $Object.hasOwnProperty.call(message, "author"))
                object.author = message.author;
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                object.device = message.device;
            if (message.sentAt != null && $Object.hasOwnProperty.call(message, "sentAt"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.sentAt = typeof message.sentAt === "number" ? $BigInt(message.sentAt) : $util.Long.fromBits(message.sentAt.low >>> 0, message.sentAt.high >>> 0, true).toBigInt();
                else if (typeof message.sentAt === "number")
                    object.sentAt = options.longs === $String ? $String(message.sentAt) : message.sentAt;
                else
                    object.sentAt = options.longs === $String ? $util.Long.prototype.toString.call(message.sentAt) : options.longs === $Number ? new $util.LongBits(message.sentAt.low >>> 0, message.sentAt.high >>> 0).toNumber(true) : message.sentAt;
            if (message.serverTimestamp != null && $Object.hasOwnProperty.call(message, "serverTimestamp"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.serverTimestamp = typeof message.serverTimestamp === "number" ? $BigInt(message.serverTimestamp) : $util.Long.fromBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0, true).toBigInt();
                else if (typeof message.serverTimestamp === "number")
                    object.serverTimestamp = options.longs === $String ? $String(message.serverTimestamp) : message.serverTimestamp;
                else
                    object.serverTimestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.serverTimestamp) : options.longs === $Number ? new $util.LongBits(message.serverTimestamp.low >>> 0, message.serverTimestamp.high >>> 0).toNumber(true) : message.serverTimestamp;
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                object.content = options.bytes === $String ? $util.base64.encode(message.content, 0, message.content.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.content) : message.content;
            if (message.isOwn != null && $Object.hasOwnProperty.call(message, "isOwn"))
                object.isOwn = message.isOwn;
            if (message.expiresAt != null && $Object.hasOwnProperty.call(message, "expiresAt"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.expiresAt = typeof message.expiresAt === "number" ? $BigInt(message.expiresAt) : $util.Long.fromBits(message.expiresAt.low >>> 0, message.expiresAt.high >>> 0, true).toBigInt();
                else if (typeof message.expiresAt === "number")
                    object.expiresAt = options.longs === $String ? $String(message.expiresAt) : message.expiresAt;
                else
                    object.expiresAt = options.longs === $String ? $util.Long.prototype.toString.call(message.expiresAt) : options.longs === $Number ? new $util.LongBits(message.expiresAt.low >>> 0, message.expiresAt.high >>> 0).toNumber(true) : message.expiresAt;
            if (message.deeds && message.deeds.length) {
                object.deeds = $Array(message.deeds.length);
                for (let j = 0; j < message.deeds.length; ++j)
                    object.deeds[j] = $root.aldis.HistoryDeed.toObject(message.deeds[j], options, _depth + 1);
            }
            if (message.timer != null && $Object.hasOwnProperty.call(message, "timer"))
                object.timer = $root.aldis.HistoryTimer.toObject(message.timer, options, _depth + 1);
            return object;
        };

        /**
         * Converts this HistoryItem to JSON.
         * @function toJSON
         * @memberof aldis.HistoryItem
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        HistoryItem.prototype.toJSON = function() {
            return HistoryItem.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for HistoryItem
         * @function getTypeUrl
         * @memberof aldis.HistoryItem
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        HistoryItem.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.HistoryItem";
        };

        return HistoryItem;
    })();

    aldis.HistoryDeed = (function() {

        /**
         * Properties of a HistoryDeed.
         * @typedef {Object} aldis.HistoryDeed.$Properties
         * @property {string|null} [author] HistoryDeed author
         * @property {number|null} [device] HistoryDeed device
         * @property {number|Long|null} [sentAt] HistoryDeed sentAt
         * @property {Uint8Array|null} [content] HistoryDeed content
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HistoryDeed.
         * @memberof aldis
         * @interface IHistoryDeed
         * @augments aldis.HistoryDeed.$Properties
         * @deprecated Use aldis.HistoryDeed.$Properties instead.
         */

        /**
         * Shape of a HistoryDeed.
         * @typedef {aldis.HistoryDeed.$Properties} aldis.HistoryDeed.$Shape
         */

        /**
         * Constructs a new HistoryDeed.
         * @memberof aldis
         * @classdesc Represents a HistoryDeed.
         * @constructor
         * @param {aldis.HistoryDeed.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HistoryDeed = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HistoryDeed author.
         * @member {string} author
         * @memberof aldis.HistoryDeed
         * @instance
         */
        HistoryDeed.prototype.author = "";

        /**
         * HistoryDeed device.
         * @member {number} device
         * @memberof aldis.HistoryDeed
         * @instance
         */
        HistoryDeed.prototype.device = 0;

        /**
         * HistoryDeed sentAt.
         * @member {number|Long} sentAt
         * @memberof aldis.HistoryDeed
         * @instance
         */
        HistoryDeed.prototype.sentAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * HistoryDeed content.
         * @member {Uint8Array} content
         * @memberof aldis.HistoryDeed
         * @instance
         */
        HistoryDeed.prototype.content = $util.newBuffer([]);

        /**
         * Creates a new HistoryDeed instance using the specified properties.
         * @function create
         * @memberof aldis.HistoryDeed
         * @static
         * @param {aldis.HistoryDeed.$Properties=} [properties] Properties to set
         * @returns {aldis.HistoryDeed} HistoryDeed instance
         * @type {{
         *   (properties: aldis.HistoryDeed.$Shape): aldis.HistoryDeed & aldis.HistoryDeed.$Shape;
         *   (properties?: aldis.HistoryDeed.$Properties): aldis.HistoryDeed;
         * }}
         */
        HistoryDeed.create = function(properties) {
            return new HistoryDeed(properties);
        };

        /**
         * Encodes the specified HistoryDeed message. Does not implicitly {@link aldis.HistoryDeed.verify|verify} messages.
         * @function encode
         * @memberof aldis.HistoryDeed
         * @static
         * @param {aldis.HistoryDeed.$Properties} message HistoryDeed message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HistoryDeed.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.author != null && $Object.hasOwnProperty.call(message, "author"))
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.author);
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.device);
            if (message.sentAt != null && $Object.hasOwnProperty.call(message, "sentAt"))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sentAt);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.content);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HistoryDeed message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.HistoryDeed
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.HistoryDeed & aldis.HistoryDeed.$Shape} HistoryDeed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HistoryDeed.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.HistoryDeed();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.author = reader.string();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.device = reader.uint32();
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.sentAt = reader.uint64();
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.content = reader.bytes();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a HistoryDeed message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.HistoryDeed
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.HistoryDeed} HistoryDeed
         */
        HistoryDeed.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.HistoryDeed)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.HistoryDeed: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.HistoryDeed();
            if (object.author != null)
                message.author = $String(object.author);
            if (object.device != null)
                message.device = object.device >>> 0;
            if (object.sentAt != null)
                if ($util.Long)
                    message.sentAt = $util.Long.fromValue(object.sentAt, true);
                else if (typeof object.sentAt === "string")
                    message.sentAt = $parseInt(object.sentAt, 10);
                else if (typeof object.sentAt === "number")
                    message.sentAt = object.sentAt;
                else if (typeof object.sentAt === "object")
                    message.sentAt = new $util.LongBits(object.sentAt.low >>> 0, object.sentAt.high >>> 0).toNumber(true);
            if (object.content != null)
                if (typeof object.content === "string")
                    $util.base64.decode(object.content, message.content = $util.newBuffer($util.base64.length(object.content)), 0);
                else if (object.content.length >= 0)
                    message.content = object.content;
            return message;
        };

        /**
         * Creates a plain object from a HistoryDeed message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.HistoryDeed
         * @static
         * @param {aldis.HistoryDeed} message HistoryDeed
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        HistoryDeed.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.author = "";
                object.device = 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.sentAt = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.sentAt = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (options.bytes === $String)
                    object.content = "";
                else {
                    object.content = [];
                    if (options.bytes !== $Array)
                        object.content = $util.newBuffer(object.content);
                }
            }
            if (message.author != null && $Object.hasOwnProperty.call(message, "author"))
                object.author = message.author;
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                object.device = message.device;
            if (message.sentAt != null && $Object.hasOwnProperty.call(message, "sentAt"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.sentAt = typeof message.sentAt === "number" ? $BigInt(message.sentAt) : $util.Long.fromBits(message.sentAt.low >>> 0, message.sentAt.high >>> 0, true).toBigInt();
                else if (typeof message.sentAt === "number")
                    object.sentAt = options.longs === $String ? $String(message.sentAt) : message.sentAt;
                else
                    object.sentAt = options.longs === $String ? $util.Long.prototype.toString.call(message.sentAt) : options.longs === $Number ? new $util.LongBits(message.sentAt.low >>> 0, message.sentAt.high >>> 0).toNumber(true) : message.sentAt;
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                object.content = options.bytes === $String ? $util.base64.encode(message.content, 0, message.content.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.content) : message.content;
            return object;
        };

        /**
         * Converts this HistoryDeed to JSON.
         * @function toJSON
         * @memberof aldis.HistoryDeed
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        HistoryDeed.prototype.toJSON = function() {
            return HistoryDeed.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for HistoryDeed
         * @function getTypeUrl
         * @memberof aldis.HistoryDeed
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        HistoryDeed.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.HistoryDeed";
        };

        return HistoryDeed;
    })();

    aldis.HistoryTimer = (function() {

        /**
         * Properties of a HistoryTimer.
         * @typedef {Object} aldis.HistoryTimer.$Properties
         * @property {number|null} [seconds] HistoryTimer seconds
         * @property {number|null} [version] HistoryTimer version
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HistoryTimer.
         * @memberof aldis
         * @interface IHistoryTimer
         * @augments aldis.HistoryTimer.$Properties
         * @deprecated Use aldis.HistoryTimer.$Properties instead.
         */

        /**
         * Shape of a HistoryTimer.
         * @typedef {aldis.HistoryTimer.$Properties} aldis.HistoryTimer.$Shape
         */

        /**
         * Constructs a new HistoryTimer.
         * @memberof aldis
         * @classdesc Represents a HistoryTimer.
         * @constructor
         * @param {aldis.HistoryTimer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HistoryTimer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HistoryTimer seconds.
         * @member {number} seconds
         * @memberof aldis.HistoryTimer
         * @instance
         */
        HistoryTimer.prototype.seconds = 0;

        /**
         * HistoryTimer version.
         * @member {number} version
         * @memberof aldis.HistoryTimer
         * @instance
         */
        HistoryTimer.prototype.version = 0;

        /**
         * Creates a new HistoryTimer instance using the specified properties.
         * @function create
         * @memberof aldis.HistoryTimer
         * @static
         * @param {aldis.HistoryTimer.$Properties=} [properties] Properties to set
         * @returns {aldis.HistoryTimer} HistoryTimer instance
         * @type {{
         *   (properties: aldis.HistoryTimer.$Shape): aldis.HistoryTimer & aldis.HistoryTimer.$Shape;
         *   (properties?: aldis.HistoryTimer.$Properties): aldis.HistoryTimer;
         * }}
         */
        HistoryTimer.create = function(properties) {
            return new HistoryTimer(properties);
        };

        /**
         * Encodes the specified HistoryTimer message. Does not implicitly {@link aldis.HistoryTimer.verify|verify} messages.
         * @function encode
         * @memberof aldis.HistoryTimer
         * @static
         * @param {aldis.HistoryTimer.$Properties} message HistoryTimer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HistoryTimer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.seconds);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.version);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HistoryTimer message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.HistoryTimer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.HistoryTimer & aldis.HistoryTimer.$Shape} HistoryTimer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HistoryTimer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.HistoryTimer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.seconds = reader.uint32();
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.version = reader.uint32();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a HistoryTimer message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.HistoryTimer
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.HistoryTimer} HistoryTimer
         */
        HistoryTimer.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.HistoryTimer)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.HistoryTimer: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.HistoryTimer();
            if (object.seconds != null)
                message.seconds = object.seconds >>> 0;
            if (object.version != null)
                message.version = object.version >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a HistoryTimer message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.HistoryTimer
         * @static
         * @param {aldis.HistoryTimer} message HistoryTimer
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        HistoryTimer.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.seconds = 0;
                object.version = 0;
            }
            if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds"))
                object.seconds = message.seconds;
            if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                object.version = message.version;
            return object;
        };

        /**
         * Converts this HistoryTimer to JSON.
         * @function toJSON
         * @memberof aldis.HistoryTimer
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        HistoryTimer.prototype.toJSON = function() {
            return HistoryTimer.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for HistoryTimer
         * @function getTypeUrl
         * @memberof aldis.HistoryTimer
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        HistoryTimer.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.HistoryTimer";
        };

        return HistoryTimer;
    })();

    aldis.ProvisionMessage = (function() {

        /**
         * Properties of a ProvisionMessage.
         * @typedef {Object} aldis.ProvisionMessage.$Properties
         * @property {Uint8Array|null} [aciIdentityKeyPublic] ProvisionMessage aciIdentityKeyPublic
         * @property {Uint8Array|null} [aciIdentityKeyPrivate] ProvisionMessage aciIdentityKeyPrivate
         * @property {string|null} [number] ProvisionMessage number
         * @property {string|null} [provisioningCode] ProvisionMessage provisioningCode
         * @property {Uint8Array|null} [profileKey] ProvisionMessage profileKey
         * @property {Uint8Array|null} [pniIdentityKeyPublic] ProvisionMessage pniIdentityKeyPublic
         * @property {Uint8Array|null} [pniIdentityKeyPrivate] ProvisionMessage pniIdentityKeyPrivate
         * @property {Uint8Array|null} [masterKey] ProvisionMessage masterKey
         * @property {Uint8Array|null} [aciBinary] ProvisionMessage aciBinary
         * @property {Uint8Array|null} [pniBinary] ProvisionMessage pniBinary
         * @property {number|null} [deviceId] ProvisionMessage deviceId
         * @property {aldis.SignedDeviceList.$Properties|null} [deviceList] ProvisionMessage deviceList
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ProvisionMessage.
         * @memberof aldis
         * @interface IProvisionMessage
         * @augments aldis.ProvisionMessage.$Properties
         * @deprecated Use aldis.ProvisionMessage.$Properties instead.
         */

        /**
         * Shape of a ProvisionMessage.
         * @typedef {aldis.ProvisionMessage.$Properties} aldis.ProvisionMessage.$Shape
         */

        /**
         * Constructs a new ProvisionMessage.
         * @memberof aldis
         * @classdesc Represents a ProvisionMessage.
         * @constructor
         * @param {aldis.ProvisionMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ProvisionMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ProvisionMessage aciIdentityKeyPublic.
         * @member {Uint8Array} aciIdentityKeyPublic
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.aciIdentityKeyPublic = $util.newBuffer([]);

        /**
         * ProvisionMessage aciIdentityKeyPrivate.
         * @member {Uint8Array} aciIdentityKeyPrivate
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.aciIdentityKeyPrivate = $util.newBuffer([]);

        /**
         * ProvisionMessage number.
         * @member {string} number
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.number = "";

        /**
         * ProvisionMessage provisioningCode.
         * @member {string} provisioningCode
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.provisioningCode = "";

        /**
         * ProvisionMessage profileKey.
         * @member {Uint8Array} profileKey
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.profileKey = $util.newBuffer([]);

        /**
         * ProvisionMessage pniIdentityKeyPublic.
         * @member {Uint8Array} pniIdentityKeyPublic
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.pniIdentityKeyPublic = $util.newBuffer([]);

        /**
         * ProvisionMessage pniIdentityKeyPrivate.
         * @member {Uint8Array} pniIdentityKeyPrivate
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.pniIdentityKeyPrivate = $util.newBuffer([]);

        /**
         * ProvisionMessage masterKey.
         * @member {Uint8Array} masterKey
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.masterKey = $util.newBuffer([]);

        /**
         * ProvisionMessage aciBinary.
         * @member {Uint8Array} aciBinary
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.aciBinary = $util.newBuffer([]);

        /**
         * ProvisionMessage pniBinary.
         * @member {Uint8Array} pniBinary
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.pniBinary = $util.newBuffer([]);

        /**
         * ProvisionMessage deviceId.
         * @member {number} deviceId
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.deviceId = 0;

        /**
         * ProvisionMessage deviceList.
         * @member {aldis.SignedDeviceList.$Properties|null|undefined} deviceList
         * @memberof aldis.ProvisionMessage
         * @instance
         */
        ProvisionMessage.prototype.deviceList = null;

        /**
         * Creates a new ProvisionMessage instance using the specified properties.
         * @function create
         * @memberof aldis.ProvisionMessage
         * @static
         * @param {aldis.ProvisionMessage.$Properties=} [properties] Properties to set
         * @returns {aldis.ProvisionMessage} ProvisionMessage instance
         * @type {{
         *   (properties: aldis.ProvisionMessage.$Shape): aldis.ProvisionMessage & aldis.ProvisionMessage.$Shape;
         *   (properties?: aldis.ProvisionMessage.$Properties): aldis.ProvisionMessage;
         * }}
         */
        ProvisionMessage.create = function(properties) {
            return new ProvisionMessage(properties);
        };

        /**
         * Encodes the specified ProvisionMessage message. Does not implicitly {@link aldis.ProvisionMessage.verify|verify} messages.
         * @function encode
         * @memberof aldis.ProvisionMessage
         * @static
         * @param {aldis.ProvisionMessage.$Properties} message ProvisionMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ProvisionMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.aciIdentityKeyPublic != null && $Object.hasOwnProperty.call(message, "aciIdentityKeyPublic"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.aciIdentityKeyPublic);
            if (message.aciIdentityKeyPrivate != null && $Object.hasOwnProperty.call(message, "aciIdentityKeyPrivate"))
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.aciIdentityKeyPrivate);
            if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.number);
            if (message.provisioningCode != null && $Object.hasOwnProperty.call(message, "provisioningCode"))
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.provisioningCode);
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey"))
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.profileKey);
            if (message.pniIdentityKeyPublic != null && $Object.hasOwnProperty.call(message, "pniIdentityKeyPublic"))
                writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.pniIdentityKeyPublic);
            if (message.pniIdentityKeyPrivate != null && $Object.hasOwnProperty.call(message, "pniIdentityKeyPrivate"))
                writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.pniIdentityKeyPrivate);
            if (message.masterKey != null && $Object.hasOwnProperty.call(message, "masterKey"))
                writer.uint32(/* id 13, wireType 2 =*/106).bytes(message.masterKey);
            if (message.aciBinary != null && $Object.hasOwnProperty.call(message, "aciBinary"))
                writer.uint32(/* id 17, wireType 2 =*/138).bytes(message.aciBinary);
            if (message.pniBinary != null && $Object.hasOwnProperty.call(message, "pniBinary"))
                writer.uint32(/* id 18, wireType 2 =*/146).bytes(message.pniBinary);
            if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId"))
                writer.uint32(/* id 100, wireType 0 =*/800).uint32(message.deviceId);
            if (message.deviceList != null && $Object.hasOwnProperty.call(message, "deviceList"))
                $root.aldis.SignedDeviceList.encode(message.deviceList, writer.uint32(/* id 101, wireType 2 =*/810).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ProvisionMessage message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.ProvisionMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.ProvisionMessage & aldis.ProvisionMessage.$Shape} ProvisionMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ProvisionMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.ProvisionMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.aciIdentityKeyPublic = reader.bytes();
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.aciIdentityKeyPrivate = reader.bytes();
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.number = reader.string();
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.provisioningCode = reader.string();
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.profileKey = reader.bytes();
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.pniIdentityKeyPublic = reader.bytes();
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.pniIdentityKeyPrivate = reader.bytes();
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.masterKey = reader.bytes();
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        message.aciBinary = reader.bytes();
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        message.pniBinary = reader.bytes();
                        continue;
                    }
                case 100: {
                        if (wireType !== 0)
                            break;
                        message.deviceId = reader.uint32();
                        continue;
                    }
                case 101: {
                        if (wireType !== 2)
                            break;
                        message.deviceList = $root.aldis.SignedDeviceList.decode(reader, reader.size(), $undefined, _depth + 1, message.deviceList);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a ProvisionMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.ProvisionMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.ProvisionMessage} ProvisionMessage
         */
        ProvisionMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.ProvisionMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.ProvisionMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.ProvisionMessage();
            if (object.aciIdentityKeyPublic != null)
                if (typeof object.aciIdentityKeyPublic === "string")
                    $util.base64.decode(object.aciIdentityKeyPublic, message.aciIdentityKeyPublic = $util.newBuffer($util.base64.length(object.aciIdentityKeyPublic)), 0);
                else if (object.aciIdentityKeyPublic.length >= 0)
                    message.aciIdentityKeyPublic = object.aciIdentityKeyPublic;
            if (object.aciIdentityKeyPrivate != null)
                if (typeof object.aciIdentityKeyPrivate === "string")
                    $util.base64.decode(object.aciIdentityKeyPrivate, message.aciIdentityKeyPrivate = $util.newBuffer($util.base64.length(object.aciIdentityKeyPrivate)), 0);
                else if (object.aciIdentityKeyPrivate.length >= 0)
                    message.aciIdentityKeyPrivate = object.aciIdentityKeyPrivate;
            if (object.number != null)
                message.number = $String(object.number);
            if (object.provisioningCode != null)
                message.provisioningCode = $String(object.provisioningCode);
            if (object.profileKey != null)
                if (typeof object.profileKey === "string")
                    $util.base64.decode(object.profileKey, message.profileKey = $util.newBuffer($util.base64.length(object.profileKey)), 0);
                else if (object.profileKey.length >= 0)
                    message.profileKey = object.profileKey;
            if (object.pniIdentityKeyPublic != null)
                if (typeof object.pniIdentityKeyPublic === "string")
                    $util.base64.decode(object.pniIdentityKeyPublic, message.pniIdentityKeyPublic = $util.newBuffer($util.base64.length(object.pniIdentityKeyPublic)), 0);
                else if (object.pniIdentityKeyPublic.length >= 0)
                    message.pniIdentityKeyPublic = object.pniIdentityKeyPublic;
            if (object.pniIdentityKeyPrivate != null)
                if (typeof object.pniIdentityKeyPrivate === "string")
                    $util.base64.decode(object.pniIdentityKeyPrivate, message.pniIdentityKeyPrivate = $util.newBuffer($util.base64.length(object.pniIdentityKeyPrivate)), 0);
                else if (object.pniIdentityKeyPrivate.length >= 0)
                    message.pniIdentityKeyPrivate = object.pniIdentityKeyPrivate;
            if (object.masterKey != null)
                if (typeof object.masterKey === "string")
                    $util.base64.decode(object.masterKey, message.masterKey = $util.newBuffer($util.base64.length(object.masterKey)), 0);
                else if (object.masterKey.length >= 0)
                    message.masterKey = object.masterKey;
            if (object.aciBinary != null)
                if (typeof object.aciBinary === "string")
                    $util.base64.decode(object.aciBinary, message.aciBinary = $util.newBuffer($util.base64.length(object.aciBinary)), 0);
                else if (object.aciBinary.length >= 0)
                    message.aciBinary = object.aciBinary;
            if (object.pniBinary != null)
                if (typeof object.pniBinary === "string")
                    $util.base64.decode(object.pniBinary, message.pniBinary = $util.newBuffer($util.base64.length(object.pniBinary)), 0);
                else if (object.pniBinary.length >= 0)
                    message.pniBinary = object.pniBinary;
            if (object.deviceId != null)
                message.deviceId = object.deviceId >>> 0;
            if (object.deviceList != null) {
                if (!$util.isObject(object.deviceList))
                    throw $TypeError(".aldis.ProvisionMessage.deviceList: object expected");
                message.deviceList = $root.aldis.SignedDeviceList.fromObject(object.deviceList, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a ProvisionMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.ProvisionMessage
         * @static
         * @param {aldis.ProvisionMessage} message ProvisionMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        ProvisionMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.aciIdentityKeyPublic = "";
                else {
                    object.aciIdentityKeyPublic = [];
                    if (options.bytes !== $Array)
                        object.aciIdentityKeyPublic = $util.newBuffer(object.aciIdentityKeyPublic);
                }
                if (options.bytes === $String)
                    object.aciIdentityKeyPrivate = "";
                else {
                    object.aciIdentityKeyPrivate = [];
                    if (options.bytes !== $Array)
                        object.aciIdentityKeyPrivate = $util.newBuffer(object.aciIdentityKeyPrivate);
                }
                object.number = "";
                object.provisioningCode = "";
                if (options.bytes === $String)
                    object.profileKey = "";
                else {
                    object.profileKey = [];
                    if (options.bytes !== $Array)
                        object.profileKey = $util.newBuffer(object.profileKey);
                }
                if (options.bytes === $String)
                    object.pniIdentityKeyPublic = "";
                else {
                    object.pniIdentityKeyPublic = [];
                    if (options.bytes !== $Array)
                        object.pniIdentityKeyPublic = $util.newBuffer(object.pniIdentityKeyPublic);
                }
                if (options.bytes === $String)
                    object.pniIdentityKeyPrivate = "";
                else {
                    object.pniIdentityKeyPrivate = [];
                    if (options.bytes !== $Array)
                        object.pniIdentityKeyPrivate = $util.newBuffer(object.pniIdentityKeyPrivate);
                }
                if (options.bytes === $String)
                    object.masterKey = "";
                else {
                    object.masterKey = [];
                    if (options.bytes !== $Array)
                        object.masterKey = $util.newBuffer(object.masterKey);
                }
                if (options.bytes === $String)
                    object.aciBinary = "";
                else {
                    object.aciBinary = [];
                    if (options.bytes !== $Array)
                        object.aciBinary = $util.newBuffer(object.aciBinary);
                }
                if (options.bytes === $String)
                    object.pniBinary = "";
                else {
                    object.pniBinary = [];
                    if (options.bytes !== $Array)
                        object.pniBinary = $util.newBuffer(object.pniBinary);
                }
                object.deviceId = 0;
                object.deviceList = null;
            }
            if (message.aciIdentityKeyPublic != null && $Object.hasOwnProperty.call(message, "aciIdentityKeyPublic"))
                object.aciIdentityKeyPublic = options.bytes === $String ? $util.base64.encode(message.aciIdentityKeyPublic, 0, message.aciIdentityKeyPublic.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.aciIdentityKeyPublic) : message.aciIdentityKeyPublic;
            if (message.aciIdentityKeyPrivate != null && $Object.hasOwnProperty.call(message, "aciIdentityKeyPrivate"))
                object.aciIdentityKeyPrivate = options.bytes === $String ? $util.base64.encode(message.aciIdentityKeyPrivate, 0, message.aciIdentityKeyPrivate.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.aciIdentityKeyPrivate) : message.aciIdentityKeyPrivate;
            if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                object.number = message.number;
            if (message.provisioningCode != null && $Object.hasOwnProperty.call(message, "provisioningCode"))
                object.provisioningCode = message.provisioningCode;
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey"))
                object.profileKey = options.bytes === $String ? $util.base64.encode(message.profileKey, 0, message.profileKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.profileKey) : message.profileKey;
            if (message.pniIdentityKeyPublic != null && $Object.hasOwnProperty.call(message, "pniIdentityKeyPublic"))
                object.pniIdentityKeyPublic = options.bytes === $String ? $util.base64.encode(message.pniIdentityKeyPublic, 0, message.pniIdentityKeyPublic.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.pniIdentityKeyPublic) : message.pniIdentityKeyPublic;
            if (message.pniIdentityKeyPrivate != null && $Object.hasOwnProperty.call(message, "pniIdentityKeyPrivate"))
                object.pniIdentityKeyPrivate = options.bytes === $String ? $util.base64.encode(message.pniIdentityKeyPrivate, 0, message.pniIdentityKeyPrivate.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.pniIdentityKeyPrivate) : message.pniIdentityKeyPrivate;
            if (message.masterKey != null && $Object.hasOwnProperty.call(message, "masterKey"))
                object.masterKey = options.bytes === $String ? $util.base64.encode(message.masterKey, 0, message.masterKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.masterKey) : message.masterKey;
            if (message.aciBinary != null && $Object.hasOwnProperty.call(message, "aciBinary"))
                object.aciBinary = options.bytes === $String ? $util.base64.encode(message.aciBinary, 0, message.aciBinary.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.aciBinary) : message.aciBinary;
            if (message.pniBinary != null && $Object.hasOwnProperty.call(message, "pniBinary"))
                object.pniBinary = options.bytes === $String ? $util.base64.encode(message.pniBinary, 0, message.pniBinary.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.pniBinary) : message.pniBinary;
            if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId"))
                object.deviceId = message.deviceId;
            if (message.deviceList != null && $Object.hasOwnProperty.call(message, "deviceList"))
                object.deviceList = $root.aldis.SignedDeviceList.toObject(message.deviceList, options, _depth + 1);
            return object;
        };

        /**
         * Converts this ProvisionMessage to JSON.
         * @function toJSON
         * @memberof aldis.ProvisionMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        ProvisionMessage.prototype.toJSON = function() {
            return ProvisionMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for ProvisionMessage
         * @function getTypeUrl
         * @memberof aldis.ProvisionMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        ProvisionMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.ProvisionMessage";
        };

        return ProvisionMessage;
    })();

    aldis.SignedDeviceList = (function() {

        /**
         * Properties of a SignedDeviceList.
         * @typedef {Object} aldis.SignedDeviceList.$Properties
         * @property {Uint8Array|null} [list] SignedDeviceList list
         * @property {Uint8Array|null} [listSignature] SignedDeviceList listSignature
         * @property {Uint8Array|null} [listKey] SignedDeviceList listKey
         * @property {Uint8Array|null} [listKeySignature] SignedDeviceList listKeySignature
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SignedDeviceList.
         * @memberof aldis
         * @interface ISignedDeviceList
         * @augments aldis.SignedDeviceList.$Properties
         * @deprecated Use aldis.SignedDeviceList.$Properties instead.
         */

        /**
         * Shape of a SignedDeviceList.
         * @typedef {aldis.SignedDeviceList.$Properties} aldis.SignedDeviceList.$Shape
         */

        /**
         * Constructs a new SignedDeviceList.
         * @memberof aldis
         * @classdesc Represents a SignedDeviceList.
         * @constructor
         * @param {aldis.SignedDeviceList.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SignedDeviceList = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SignedDeviceList list.
         * @member {Uint8Array} list
         * @memberof aldis.SignedDeviceList
         * @instance
         */
        SignedDeviceList.prototype.list = $util.newBuffer([]);

        /**
         * SignedDeviceList listSignature.
         * @member {Uint8Array} listSignature
         * @memberof aldis.SignedDeviceList
         * @instance
         */
        SignedDeviceList.prototype.listSignature = $util.newBuffer([]);

        /**
         * SignedDeviceList listKey.
         * @member {Uint8Array} listKey
         * @memberof aldis.SignedDeviceList
         * @instance
         */
        SignedDeviceList.prototype.listKey = $util.newBuffer([]);

        /**
         * SignedDeviceList listKeySignature.
         * @member {Uint8Array} listKeySignature
         * @memberof aldis.SignedDeviceList
         * @instance
         */
        SignedDeviceList.prototype.listKeySignature = $util.newBuffer([]);

        /**
         * Creates a new SignedDeviceList instance using the specified properties.
         * @function create
         * @memberof aldis.SignedDeviceList
         * @static
         * @param {aldis.SignedDeviceList.$Properties=} [properties] Properties to set
         * @returns {aldis.SignedDeviceList} SignedDeviceList instance
         * @type {{
         *   (properties: aldis.SignedDeviceList.$Shape): aldis.SignedDeviceList & aldis.SignedDeviceList.$Shape;
         *   (properties?: aldis.SignedDeviceList.$Properties): aldis.SignedDeviceList;
         * }}
         */
        SignedDeviceList.create = function(properties) {
            return new SignedDeviceList(properties);
        };

        /**
         * Encodes the specified SignedDeviceList message. Does not implicitly {@link aldis.SignedDeviceList.verify|verify} messages.
         * @function encode
         * @memberof aldis.SignedDeviceList
         * @static
         * @param {aldis.SignedDeviceList.$Properties} message SignedDeviceList message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SignedDeviceList.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.list != null && $Object.hasOwnProperty.call(message, "list"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.list);
            if (message.listSignature != null && $Object.hasOwnProperty.call(message, "listSignature"))
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.listSignature);
            if (message.listKey != null && $Object.hasOwnProperty.call(message, "listKey"))
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.listKey);
            if (message.listKeySignature != null && $Object.hasOwnProperty.call(message, "listKeySignature"))
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.listKeySignature);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SignedDeviceList message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.SignedDeviceList
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.SignedDeviceList & aldis.SignedDeviceList.$Shape} SignedDeviceList
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SignedDeviceList.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.SignedDeviceList();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.list = reader.bytes();
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.listSignature = reader.bytes();
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.listKey = reader.bytes();
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.listKeySignature = reader.bytes();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SignedDeviceList message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.SignedDeviceList
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.SignedDeviceList} SignedDeviceList
         */
        SignedDeviceList.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.SignedDeviceList)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.SignedDeviceList: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.SignedDeviceList();
            if (object.list != null)
                if (typeof object.list === "string")
                    $util.base64.decode(object.list, message.list = $util.newBuffer($util.base64.length(object.list)), 0);
                else if (object.list.length >= 0)
                    message.list = object.list;
            if (object.listSignature != null)
                if (typeof object.listSignature === "string")
                    $util.base64.decode(object.listSignature, message.listSignature = $util.newBuffer($util.base64.length(object.listSignature)), 0);
                else if (object.listSignature.length >= 0)
                    message.listSignature = object.listSignature;
            if (object.listKey != null)
                if (typeof object.listKey === "string")
                    $util.base64.decode(object.listKey, message.listKey = $util.newBuffer($util.base64.length(object.listKey)), 0);
                else if (object.listKey.length >= 0)
                    message.listKey = object.listKey;
            if (object.listKeySignature != null)
                if (typeof object.listKeySignature === "string")
                    $util.base64.decode(object.listKeySignature, message.listKeySignature = $util.newBuffer($util.base64.length(object.listKeySignature)), 0);
                else if (object.listKeySignature.length >= 0)
                    message.listKeySignature = object.listKeySignature;
            return message;
        };

        /**
         * Creates a plain object from a SignedDeviceList message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.SignedDeviceList
         * @static
         * @param {aldis.SignedDeviceList} message SignedDeviceList
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SignedDeviceList.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.list = "";
                else {
                    object.list = [];
                    if (options.bytes !== $Array)
                        object.list = $util.newBuffer(object.list);
                }
                if (options.bytes === $String)
                    object.listSignature = "";
                else {
                    object.listSignature = [];
                    if (options.bytes !== $Array)
                        object.listSignature = $util.newBuffer(object.listSignature);
                }
                if (options.bytes === $String)
                    object.listKey = "";
                else {
                    object.listKey = [];
                    if (options.bytes !== $Array)
                        object.listKey = $util.newBuffer(object.listKey);
                }
                if (options.bytes === $String)
                    object.listKeySignature = "";
                else {
                    object.listKeySignature = [];
                    if (options.bytes !== $Array)
                        object.listKeySignature = $util.newBuffer(object.listKeySignature);
                }
            }
            if (message.list != null && $Object.hasOwnProperty.call(message, "list"))
                object.list = options.bytes === $String ? $util.base64.encode(message.list, 0, message.list.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.list) : message.list;
            if (message.listSignature != null && $Object.hasOwnProperty.call(message, "listSignature"))
                object.listSignature = options.bytes === $String ? $util.base64.encode(message.listSignature, 0, message.listSignature.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.listSignature) : message.listSignature;
            if (message.listKey != null && $Object.hasOwnProperty.call(message, "listKey"))
                object.listKey = options.bytes === $String ? $util.base64.encode(message.listKey, 0, message.listKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.listKey) : message.listKey;
            if (message.listKeySignature != null && $Object.hasOwnProperty.call(message, "listKeySignature"))
                object.listKeySignature = options.bytes === $String ? $util.base64.encode(message.listKeySignature, 0, message.listKeySignature.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.listKeySignature) : message.listKeySignature;
            return object;
        };

        /**
         * Converts this SignedDeviceList to JSON.
         * @function toJSON
         * @memberof aldis.SignedDeviceList
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SignedDeviceList.prototype.toJSON = function() {
            return SignedDeviceList.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SignedDeviceList
         * @function getTypeUrl
         * @memberof aldis.SignedDeviceList
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SignedDeviceList.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.SignedDeviceList";
        };

        return SignedDeviceList;
    })();

    aldis.RecordContents = (function() {

        /**
         * Properties of a RecordContents.
         * @typedef {Object} aldis.RecordContents.$Properties
         * @property {number|Long|null} [generation] RecordContents generation
         * @property {number|null} [device] RecordContents device
         * @property {Uint8Array|null} [keys] RecordContents keys
         * @property {boolean|null} [isPartial] RecordContents isPartial
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RecordContents.
         * @memberof aldis
         * @interface IRecordContents
         * @augments aldis.RecordContents.$Properties
         * @deprecated Use aldis.RecordContents.$Properties instead.
         */

        /**
         * Shape of a RecordContents.
         * @typedef {aldis.RecordContents.$Properties} aldis.RecordContents.$Shape
         */

        /**
         * Constructs a new RecordContents.
         * @memberof aldis
         * @classdesc Represents a RecordContents.
         * @constructor
         * @param {aldis.RecordContents.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RecordContents = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RecordContents generation.
         * @member {number|Long} generation
         * @memberof aldis.RecordContents
         * @instance
         */
        RecordContents.prototype.generation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RecordContents device.
         * @member {number} device
         * @memberof aldis.RecordContents
         * @instance
         */
        RecordContents.prototype.device = 0;

        /**
         * RecordContents keys.
         * @member {Uint8Array} keys
         * @memberof aldis.RecordContents
         * @instance
         */
        RecordContents.prototype.keys = $util.newBuffer([]);

        /**
         * RecordContents isPartial.
         * @member {boolean} isPartial
         * @memberof aldis.RecordContents
         * @instance
         */
        RecordContents.prototype.isPartial = false;

        /**
         * Creates a new RecordContents instance using the specified properties.
         * @function create
         * @memberof aldis.RecordContents
         * @static
         * @param {aldis.RecordContents.$Properties=} [properties] Properties to set
         * @returns {aldis.RecordContents} RecordContents instance
         * @type {{
         *   (properties: aldis.RecordContents.$Shape): aldis.RecordContents & aldis.RecordContents.$Shape;
         *   (properties?: aldis.RecordContents.$Properties): aldis.RecordContents;
         * }}
         */
        RecordContents.create = function(properties) {
            return new RecordContents(properties);
        };

        /**
         * Encodes the specified RecordContents message. Does not implicitly {@link aldis.RecordContents.verify|verify} messages.
         * @function encode
         * @memberof aldis.RecordContents
         * @static
         * @param {aldis.RecordContents.$Properties} message RecordContents message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RecordContents.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && (typeof message.generation === "object" ? message.generation.low || message.generation.high : message.generation !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.generation);
            if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.device);
            if (message.keys != null && $Object.hasOwnProperty.call(message, "keys") && message.keys.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.keys);
            if (message.isPartial != null && $Object.hasOwnProperty.call(message, "isPartial") && message.isPartial !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.isPartial);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RecordContents message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.RecordContents
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.RecordContents & aldis.RecordContents.$Shape} RecordContents
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RecordContents.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.RecordContents();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.generation = value;
                        else
                            delete message.generation;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.device = value;
                        else
                            delete message.device;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.keys = value;
                        else
                            delete message.keys;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.isPartial = value;
                        else
                            delete message.isPartial;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a RecordContents message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.RecordContents
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.RecordContents} RecordContents
         */
        RecordContents.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.RecordContents)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.RecordContents: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.RecordContents();
            if (object.generation != null)
                if (typeof object.generation === "object" ? object.generation.low || object.generation.high : $Number(object.generation) !== 0)
                    if ($util.Long)
                        message.generation = $util.Long.fromValue(object.generation, true);
                    else if (typeof object.generation === "string")
                        message.generation = $parseInt(object.generation, 10);
                    else if (typeof object.generation === "number")
                        message.generation = object.generation;
                    else if (typeof object.generation === "object")
                        message.generation = new $util.LongBits(object.generation.low >>> 0, object.generation.high >>> 0).toNumber(true);
            if (object.device != null)
                if ($Number(object.device) !== 0)
                    message.device = object.device >>> 0;
            if (object.keys != null)
                if (object.keys.length)
                    if (typeof object.keys === "string")
                        $util.base64.decode(object.keys, message.keys = $util.newBuffer($util.base64.length(object.keys)), 0);
                    else if (object.keys.length >= 0)
                        message.keys = object.keys;
            if (object.isPartial != null)
                if (object.isPartial)
                    message.isPartial = $Boolean(object.isPartial);
            return message;
        };

        /**
         * Creates a plain object from a RecordContents message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.RecordContents
         * @static
         * @param {aldis.RecordContents} message RecordContents
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        RecordContents.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.generation = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.generation = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.device = 0;
                if (options.bytes === $String)
                    object.keys = "";
                else {
                    object.keys = [];
                    if (options.bytes !== $Array)
                        object.keys = $util.newBuffer(object.keys);
                }
                object.isPartial = false;
            }
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.generation = typeof message.generation === "number" ? $BigInt(message.generation) : $util.Long.fromBits(message.generation.low >>> 0, message.generation.high >>> 0, true).toBigInt();
                else if (typeof message.generation === "number")
                    object.generation = options.longs === $String ? $String(message.generation) : message.generation;
                else
                    object.generation = options.longs === $String ? $util.Long.prototype.toString.call(message.generation) : options.longs === $Number ? new $util.LongBits(message.generation.low >>> 0, message.generation.high >>> 0).toNumber(true) : message.generation;
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                object.device = message.device;
            if (message.keys != null && $Object.hasOwnProperty.call(message, "keys"))
                object.keys = options.bytes === $String ? $util.base64.encode(message.keys, 0, message.keys.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.keys) : message.keys;
            if (message.isPartial != null && $Object.hasOwnProperty.call(message, "isPartial"))
                object.isPartial = message.isPartial;
            return object;
        };

        /**
         * Converts this RecordContents to JSON.
         * @function toJSON
         * @memberof aldis.RecordContents
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        RecordContents.prototype.toJSON = function() {
            return RecordContents.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for RecordContents
         * @function getTypeUrl
         * @memberof aldis.RecordContents
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        RecordContents.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.RecordContents";
        };

        return RecordContents;
    })();

    aldis.RecordItem = (function() {

        /**
         * Properties of a RecordItem.
         * @typedef {Object} aldis.RecordItem.$Properties
         * @property {aldis.RecordOwn.$Properties|null} [own] RecordItem own
         * @property {aldis.RecordSettings.$Properties|null} [settings] RecordItem settings
         * @property {aldis.RecordContact.$Properties|null} [contact] RecordItem contact
         * @property {aldis.RecordGroup.$Properties|null} [group] RecordItem group
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RecordItem.
         * @memberof aldis
         * @interface IRecordItem
         * @augments aldis.RecordItem.$Properties
         * @deprecated Use aldis.RecordItem.$Properties instead.
         */

        /**
         * Shape of a RecordItem.
         * @typedef {aldis.RecordItem.$Properties} aldis.RecordItem.$Shape
         */

        /**
         * Constructs a new RecordItem.
         * @memberof aldis
         * @classdesc Represents a RecordItem.
         * @constructor
         * @param {aldis.RecordItem.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RecordItem = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RecordItem own.
         * @member {aldis.RecordOwn.$Properties|null|undefined} own
         * @memberof aldis.RecordItem
         * @instance
         */
        RecordItem.prototype.own = null;

        /**
         * RecordItem settings.
         * @member {aldis.RecordSettings.$Properties|null|undefined} settings
         * @memberof aldis.RecordItem
         * @instance
         */
        RecordItem.prototype.settings = null;

        /**
         * RecordItem contact.
         * @member {aldis.RecordContact.$Properties|null|undefined} contact
         * @memberof aldis.RecordItem
         * @instance
         */
        RecordItem.prototype.contact = null;

        /**
         * RecordItem group.
         * @member {aldis.RecordGroup.$Properties|null|undefined} group
         * @memberof aldis.RecordItem
         * @instance
         */
        RecordItem.prototype.group = null;

        /**
         * Creates a new RecordItem instance using the specified properties.
         * @function create
         * @memberof aldis.RecordItem
         * @static
         * @param {aldis.RecordItem.$Properties=} [properties] Properties to set
         * @returns {aldis.RecordItem} RecordItem instance
         * @type {{
         *   (properties: aldis.RecordItem.$Shape): aldis.RecordItem & aldis.RecordItem.$Shape;
         *   (properties?: aldis.RecordItem.$Properties): aldis.RecordItem;
         * }}
         */
        RecordItem.create = function(properties) {
            return new RecordItem(properties);
        };

        /**
         * Encodes the specified RecordItem message. Does not implicitly {@link aldis.RecordItem.verify|verify} messages.
         * @function encode
         * @memberof aldis.RecordItem
         * @static
         * @param {aldis.RecordItem.$Properties} message RecordItem message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RecordItem.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.own != null && $Object.hasOwnProperty.call(message, "own"))
                $root.aldis.RecordOwn.encode(message.own, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.settings != null && $Object.hasOwnProperty.call(message, "settings"))
                $root.aldis.RecordSettings.encode(message.settings, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.contact != null && $Object.hasOwnProperty.call(message, "contact"))
                $root.aldis.RecordContact.encode(message.contact, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
                $root.aldis.RecordGroup.encode(message.group, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RecordItem message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.RecordItem
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.RecordItem & aldis.RecordItem.$Shape} RecordItem
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RecordItem.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.RecordItem();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.own = $root.aldis.RecordOwn.decode(reader, reader.size(), $undefined, _depth + 1, message.own);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.settings = $root.aldis.RecordSettings.decode(reader, reader.size(), $undefined, _depth + 1, message.settings);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.contact = $root.aldis.RecordContact.decode(reader, reader.size(), $undefined, _depth + 1, message.contact);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.group = $root.aldis.RecordGroup.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a RecordItem message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.RecordItem
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.RecordItem} RecordItem
         */
        RecordItem.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.RecordItem)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.RecordItem: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.RecordItem();
            if (object.own != null) {
                if (!$util.isObject(object.own))
                    throw $TypeError(".aldis.RecordItem.own: object expected");
                message.own = $root.aldis.RecordOwn.fromObject(object.own, _depth + 1);
            }
            if (object.settings != null) {
                if (!$util.isObject(object.settings))
                    throw $TypeError(".aldis.RecordItem.settings: object expected");
                message.settings = $root.aldis.RecordSettings.fromObject(object.settings, _depth + 1);
            }
            if (object.contact != null) {
                if (!$util.isObject(object.contact))
                    throw $TypeError(".aldis.RecordItem.contact: object expected");
                message.contact = $root.aldis.RecordContact.fromObject(object.contact, _depth + 1);
            }
            if (object.group != null) {
                if (!$util.isObject(object.group))
                    throw $TypeError(".aldis.RecordItem.group: object expected");
                message.group = $root.aldis.RecordGroup.fromObject(object.group, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a RecordItem message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.RecordItem
         * @static
         * @param {aldis.RecordItem} message RecordItem
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        RecordItem.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.own = null;
                object.settings = null;
                object.contact = null;
                object.group = null;
            }
            if (message.own != null && $Object.hasOwnProperty.call(message, "own"))
                object.own = $root.aldis.RecordOwn.toObject(message.own, options, _depth + 1);
            if (message.settings != null && $Object.hasOwnProperty.call(message, "settings"))
                object.settings = $root.aldis.RecordSettings.toObject(message.settings, options, _depth + 1);
            if (message.contact != null && $Object.hasOwnProperty.call(message, "contact"))
                object.contact = $root.aldis.RecordContact.toObject(message.contact, options, _depth + 1);
            if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
                object.group = $root.aldis.RecordGroup.toObject(message.group, options, _depth + 1);
            return object;
        };

        /**
         * Converts this RecordItem to JSON.
         * @function toJSON
         * @memberof aldis.RecordItem
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        RecordItem.prototype.toJSON = function() {
            return RecordItem.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for RecordItem
         * @function getTypeUrl
         * @memberof aldis.RecordItem
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        RecordItem.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.RecordItem";
        };

        return RecordItem;
    })();

    aldis.RecordOwn = (function() {

        /**
         * Properties of a RecordOwn.
         * @typedef {Object} aldis.RecordOwn.$Properties
         * @property {Uint8Array|null} [profileKey] RecordOwn profileKey
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RecordOwn.
         * @memberof aldis
         * @interface IRecordOwn
         * @augments aldis.RecordOwn.$Properties
         * @deprecated Use aldis.RecordOwn.$Properties instead.
         */

        /**
         * Shape of a RecordOwn.
         * @typedef {aldis.RecordOwn.$Properties} aldis.RecordOwn.$Shape
         */

        /**
         * Constructs a new RecordOwn.
         * @memberof aldis
         * @classdesc Represents a RecordOwn.
         * @constructor
         * @param {aldis.RecordOwn.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RecordOwn = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RecordOwn profileKey.
         * @member {Uint8Array} profileKey
         * @memberof aldis.RecordOwn
         * @instance
         */
        RecordOwn.prototype.profileKey = $util.newBuffer([]);

        /**
         * Creates a new RecordOwn instance using the specified properties.
         * @function create
         * @memberof aldis.RecordOwn
         * @static
         * @param {aldis.RecordOwn.$Properties=} [properties] Properties to set
         * @returns {aldis.RecordOwn} RecordOwn instance
         * @type {{
         *   (properties: aldis.RecordOwn.$Shape): aldis.RecordOwn & aldis.RecordOwn.$Shape;
         *   (properties?: aldis.RecordOwn.$Properties): aldis.RecordOwn;
         * }}
         */
        RecordOwn.create = function(properties) {
            return new RecordOwn(properties);
        };

        /**
         * Encodes the specified RecordOwn message. Does not implicitly {@link aldis.RecordOwn.verify|verify} messages.
         * @function encode
         * @memberof aldis.RecordOwn
         * @static
         * @param {aldis.RecordOwn.$Properties} message RecordOwn message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RecordOwn.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey") && message.profileKey.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.profileKey);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RecordOwn message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.RecordOwn
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.RecordOwn & aldis.RecordOwn.$Shape} RecordOwn
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RecordOwn.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.RecordOwn();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.profileKey = value;
                        else
                            delete message.profileKey;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a RecordOwn message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.RecordOwn
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.RecordOwn} RecordOwn
         */
        RecordOwn.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.RecordOwn)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.RecordOwn: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.RecordOwn();
            if (object.profileKey != null)
                if (object.profileKey.length)
                    if (typeof object.profileKey === "string")
                        $util.base64.decode(object.profileKey, message.profileKey = $util.newBuffer($util.base64.length(object.profileKey)), 0);
                    else if (object.profileKey.length >= 0)
                        message.profileKey = object.profileKey;
            return message;
        };

        /**
         * Creates a plain object from a RecordOwn message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.RecordOwn
         * @static
         * @param {aldis.RecordOwn} message RecordOwn
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        RecordOwn.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if (options.bytes === $String)
                    object.profileKey = "";
                else {
                    object.profileKey = [];
                    if (options.bytes !== $Array)
                        object.profileKey = $util.newBuffer(object.profileKey);
                }
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey"))
                object.profileKey = options.bytes === $String ? $util.base64.encode(message.profileKey, 0, message.profileKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.profileKey) : message.profileKey;
            return object;
        };

        /**
         * Converts this RecordOwn to JSON.
         * @function toJSON
         * @memberof aldis.RecordOwn
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        RecordOwn.prototype.toJSON = function() {
            return RecordOwn.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for RecordOwn
         * @function getTypeUrl
         * @memberof aldis.RecordOwn
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        RecordOwn.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.RecordOwn";
        };

        return RecordOwn;
    })();

    aldis.RecordSettings = (function() {

        /**
         * Properties of a RecordSettings.
         * @typedef {Object} aldis.RecordSettings.$Properties
         * @property {boolean|null} [noReadReceipts] RecordSettings noReadReceipts
         * @property {boolean|null} [noViewedReceipts] RecordSettings noViewedReceipts
         * @property {boolean|null} [noTyping] RecordSettings noTyping
         * @property {boolean|null} [presence] RecordSettings presence
         * @property {boolean|null} [foundByNumber] RecordSettings foundByNumber
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RecordSettings.
         * @memberof aldis
         * @interface IRecordSettings
         * @augments aldis.RecordSettings.$Properties
         * @deprecated Use aldis.RecordSettings.$Properties instead.
         */

        /**
         * Shape of a RecordSettings.
         * @typedef {aldis.RecordSettings.$Properties} aldis.RecordSettings.$Shape
         */

        /**
         * Constructs a new RecordSettings.
         * @memberof aldis
         * @classdesc Represents a RecordSettings.
         * @constructor
         * @param {aldis.RecordSettings.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RecordSettings = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RecordSettings noReadReceipts.
         * @member {boolean} noReadReceipts
         * @memberof aldis.RecordSettings
         * @instance
         */
        RecordSettings.prototype.noReadReceipts = false;

        /**
         * RecordSettings noViewedReceipts.
         * @member {boolean} noViewedReceipts
         * @memberof aldis.RecordSettings
         * @instance
         */
        RecordSettings.prototype.noViewedReceipts = false;

        /**
         * RecordSettings noTyping.
         * @member {boolean} noTyping
         * @memberof aldis.RecordSettings
         * @instance
         */
        RecordSettings.prototype.noTyping = false;

        /**
         * RecordSettings presence.
         * @member {boolean} presence
         * @memberof aldis.RecordSettings
         * @instance
         */
        RecordSettings.prototype.presence = false;

        /**
         * RecordSettings foundByNumber.
         * @member {boolean} foundByNumber
         * @memberof aldis.RecordSettings
         * @instance
         */
        RecordSettings.prototype.foundByNumber = false;

        /**
         * Creates a new RecordSettings instance using the specified properties.
         * @function create
         * @memberof aldis.RecordSettings
         * @static
         * @param {aldis.RecordSettings.$Properties=} [properties] Properties to set
         * @returns {aldis.RecordSettings} RecordSettings instance
         * @type {{
         *   (properties: aldis.RecordSettings.$Shape): aldis.RecordSettings & aldis.RecordSettings.$Shape;
         *   (properties?: aldis.RecordSettings.$Properties): aldis.RecordSettings;
         * }}
         */
        RecordSettings.create = function(properties) {
            return new RecordSettings(properties);
        };

        /**
         * Encodes the specified RecordSettings message. Does not implicitly {@link aldis.RecordSettings.verify|verify} messages.
         * @function encode
         * @memberof aldis.RecordSettings
         * @static
         * @param {aldis.RecordSettings.$Properties} message RecordSettings message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RecordSettings.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.noReadReceipts != null && $Object.hasOwnProperty.call(message, "noReadReceipts") && message.noReadReceipts !== false)
                writer.uint32(/* id 1, wireType 0 =*/8).bool(message.noReadReceipts);
            if (message.noViewedReceipts != null && $Object.hasOwnProperty.call(message, "noViewedReceipts") && message.noViewedReceipts !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.noViewedReceipts);
            if (message.noTyping != null && $Object.hasOwnProperty.call(message, "noTyping") && message.noTyping !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.noTyping);
            if (message.presence != null && $Object.hasOwnProperty.call(message, "presence") && message.presence !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.presence);
            if (message.foundByNumber != null && $Object.hasOwnProperty.call(message, "foundByNumber") && message.foundByNumber !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.foundByNumber);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RecordSettings message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.RecordSettings
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.RecordSettings & aldis.RecordSettings.$Shape} RecordSettings
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RecordSettings.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.RecordSettings();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.noReadReceipts = value;
                        else
                            delete message.noReadReceipts;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.noViewedReceipts = value;
                        else
                            delete message.noViewedReceipts;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.noTyping = value;
                        else
                            delete message.noTyping;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.presence = value;
                        else
                            delete message.presence;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.foundByNumber = value;
                        else
                            delete message.foundByNumber;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a RecordSettings message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.RecordSettings
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.RecordSettings} RecordSettings
         */
        RecordSettings.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.RecordSettings)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.RecordSettings: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.RecordSettings();
            if (object.noReadReceipts != null)
                if (object.noReadReceipts)
                    message.noReadReceipts = $Boolean(object.noReadReceipts);
            if (object.noViewedReceipts != null)
                if (object.noViewedReceipts)
                    message.noViewedReceipts = $Boolean(object.noViewedReceipts);
            if (object.noTyping != null)
                if (object.noTyping)
                    message.noTyping = $Boolean(object.noTyping);
            if (object.presence != null)
                if (object.presence)
                    message.presence = $Boolean(object.presence);
            if (object.foundByNumber != null)
                if (object.foundByNumber)
                    message.foundByNumber = $Boolean(object.foundByNumber);
            return message;
        };

        /**
         * Creates a plain object from a RecordSettings message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.RecordSettings
         * @static
         * @param {aldis.RecordSettings} message RecordSettings
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        RecordSettings.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.noReadReceipts = false;
                object.noViewedReceipts = false;
                object.noTyping = false;
                object.presence = false;
                object.foundByNumber = false;
            }
            if (message.noReadReceipts != null && $Object.hasOwnProperty.call(message, "noReadReceipts"))
                object.noReadReceipts = message.noReadReceipts;
            if (message.noViewedReceipts != null && $Object.hasOwnProperty.call(message, "noViewedReceipts"))
                object.noViewedReceipts = message.noViewedReceipts;
            if (message.noTyping != null && $Object.hasOwnProperty.call(message, "noTyping"))
                object.noTyping = message.noTyping;
            if (message.presence != null && $Object.hasOwnProperty.call(message, "presence"))
                object.presence = message.presence;
            if (message.foundByNumber != null && $Object.hasOwnProperty.call(message, "foundByNumber"))
                object.foundByNumber = message.foundByNumber;
            return object;
        };

        /**
         * Converts this RecordSettings to JSON.
         * @function toJSON
         * @memberof aldis.RecordSettings
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        RecordSettings.prototype.toJSON = function() {
            return RecordSettings.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for RecordSettings
         * @function getTypeUrl
         * @memberof aldis.RecordSettings
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        RecordSettings.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.RecordSettings";
        };

        return RecordSettings;
    })();

    aldis.RecordContact = (function() {

        /**
         * Properties of a RecordContact.
         * @typedef {Object} aldis.RecordContact.$Properties
         * @property {Uint8Array|null} [account] RecordContact account
         * @property {boolean|null} [accepted] RecordContact accepted
         * @property {boolean|null} [blocked] RecordContact blocked
         * @property {string|null} [name] RecordContact name
         * @property {string|null} [note] RecordContact note
         * @property {Uint8Array|null} [profileKey] RecordContact profileKey
         * @property {number|Long|null} [clearedUntil] RecordContact clearedUntil
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RecordContact.
         * @memberof aldis
         * @interface IRecordContact
         * @augments aldis.RecordContact.$Properties
         * @deprecated Use aldis.RecordContact.$Properties instead.
         */

        /**
         * Shape of a RecordContact.
         * @typedef {aldis.RecordContact.$Properties} aldis.RecordContact.$Shape
         */

        /**
         * Constructs a new RecordContact.
         * @memberof aldis
         * @classdesc Represents a RecordContact.
         * @constructor
         * @param {aldis.RecordContact.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RecordContact = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RecordContact account.
         * @member {Uint8Array} account
         * @memberof aldis.RecordContact
         * @instance
         */
        RecordContact.prototype.account = $util.newBuffer([]);

        /**
         * RecordContact accepted.
         * @member {boolean} accepted
         * @memberof aldis.RecordContact
         * @instance
         */
        RecordContact.prototype.accepted = false;

        /**
         * RecordContact blocked.
         * @member {boolean} blocked
         * @memberof aldis.RecordContact
         * @instance
         */
        RecordContact.prototype.blocked = false;

        /**
         * RecordContact name.
         * @member {string} name
         * @memberof aldis.RecordContact
         * @instance
         */
        RecordContact.prototype.name = "";

        /**
         * RecordContact note.
         * @member {string} note
         * @memberof aldis.RecordContact
         * @instance
         */
        RecordContact.prototype.note = "";

        /**
         * RecordContact profileKey.
         * @member {Uint8Array} profileKey
         * @memberof aldis.RecordContact
         * @instance
         */
        RecordContact.prototype.profileKey = $util.newBuffer([]);

        /**
         * RecordContact clearedUntil.
         * @member {number|Long} clearedUntil
         * @memberof aldis.RecordContact
         * @instance
         */
        RecordContact.prototype.clearedUntil = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new RecordContact instance using the specified properties.
         * @function create
         * @memberof aldis.RecordContact
         * @static
         * @param {aldis.RecordContact.$Properties=} [properties] Properties to set
         * @returns {aldis.RecordContact} RecordContact instance
         * @type {{
         *   (properties: aldis.RecordContact.$Shape): aldis.RecordContact & aldis.RecordContact.$Shape;
         *   (properties?: aldis.RecordContact.$Properties): aldis.RecordContact;
         * }}
         */
        RecordContact.create = function(properties) {
            return new RecordContact(properties);
        };

        /**
         * Encodes the specified RecordContact message. Does not implicitly {@link aldis.RecordContact.verify|verify} messages.
         * @function encode
         * @memberof aldis.RecordContact
         * @static
         * @param {aldis.RecordContact.$Properties} message RecordContact message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RecordContact.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.account != null && $Object.hasOwnProperty.call(message, "account") && message.account.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.account);
            if (message.accepted != null && $Object.hasOwnProperty.call(message, "accepted") && message.accepted !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.accepted);
            if (message.blocked != null && $Object.hasOwnProperty.call(message, "blocked") && message.blocked !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.blocked);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.name);
            if (message.note != null && $Object.hasOwnProperty.call(message, "note") && message.note !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.note);
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey") && message.profileKey.length)
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.profileKey);
            if (message.clearedUntil != null && $Object.hasOwnProperty.call(message, "clearedUntil") && (typeof message.clearedUntil === "object" ? message.clearedUntil.low || message.clearedUntil.high : message.clearedUntil !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.clearedUntil);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RecordContact message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.RecordContact
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.RecordContact & aldis.RecordContact.$Shape} RecordContact
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RecordContact.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.RecordContact();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.account = value;
                        else
                            delete message.account;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.accepted = value;
                        else
                            delete message.accepted;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.blocked = value;
                        else
                            delete message.blocked;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.note = value;
                        else
                            delete message.note;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.profileKey = value;
                        else
                            delete message.profileKey;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clearedUntil = value;
                        else
                            delete message.clearedUntil;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a RecordContact message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.RecordContact
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.RecordContact} RecordContact
         */
        RecordContact.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.RecordContact)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.RecordContact: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.RecordContact();
            if (object.account != null)
                if (object.account.length)
                    if (typeof object.account === "string")
                        $util.base64.decode(object.account, message.account = $util.newBuffer($util.base64.length(object.account)), 0);
                    else if (object.account.length >= 0)
                        message.account = object.account;
            if (object.accepted != null)
                if (object.accepted)
                    message.accepted = $Boolean(object.accepted);
            if (object.blocked != null)
                if (object.blocked)
                    message.blocked = $Boolean(object.blocked);
            if (object.name != null)
                if (typeof object.name !== "string" || object.name.length)
                    message.name = $String(object.name);
            if (object.note != null)
                if (typeof object.note !== "string" || object.note.length)
                    message.note = $String(object.note);
            if (object.profileKey != null)
                if (object.profileKey.length)
                    if (typeof object.profileKey === "string")
                        $util.base64.decode(object.profileKey, message.profileKey = $util.newBuffer($util.base64.length(object.profileKey)), 0);
                    else if (object.profileKey.length >= 0)
                        message.profileKey = object.profileKey;
            if (object.clearedUntil != null)
                if (typeof object.clearedUntil === "object" ? object.clearedUntil.low || object.clearedUntil.high : $Number(object.clearedUntil) !== 0)
                    if ($util.Long)
                        message.clearedUntil = $util.Long.fromValue(object.clearedUntil, true);
                    else if (typeof object.clearedUntil === "string")
                        message.clearedUntil = $parseInt(object.clearedUntil, 10);
                    else if (typeof object.clearedUntil === "number")
                        message.clearedUntil = object.clearedUntil;
                    else if (typeof object.clearedUntil === "object")
                        message.clearedUntil = new $util.LongBits(object.clearedUntil.low >>> 0, object.clearedUntil.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a RecordContact message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.RecordContact
         * @static
         * @param {aldis.RecordContact} message RecordContact
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        RecordContact.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.account = "";
                else {
                    object.account = [];
                    if (options.bytes !== $Array)
                        object.account = $util.newBuffer(object.account);
                }
                object.accepted = false;
                object.blocked = false;
                object.name = "";
                object.note = "";
                if (options.bytes === $String)
                    object.profileKey = "";
                else {
                    object.profileKey = [];
                    if (options.bytes !== $Array)
                        object.profileKey = $util.newBuffer(object.profileKey);
                }
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.clearedUntil = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.clearedUntil = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.account != null && $Object.hasOwnProperty.call(message, "account"))
                object.account = options.bytes === $String ? $util.base64.encode(message.account, 0, message.account.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.account) : message.account;
            if (message.accepted != null && $Object.hasOwnProperty.call(message, "accepted"))
                object.accepted = message.accepted;
            if (message.blocked != null && $Object.hasOwnProperty.call(message, "blocked"))
                object.blocked = message.blocked;
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                object.name = message.name;
            if (message.note != null && $Object.hasOwnProperty.call(message, "note"))
                object.note = message.note;
            if (message.profileKey != null && $Object.hasOwnProperty.call(message, "profileKey"))
                object.profileKey = options.bytes === $String ? $util.base64.encode(message.profileKey, 0, message.profileKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.profileKey) : message.profileKey;
            if (message.clearedUntil != null && $Object.hasOwnProperty.call(message, "clearedUntil"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.clearedUntil = typeof message.clearedUntil === "number" ? $BigInt(message.clearedUntil) : $util.Long.fromBits(message.clearedUntil.low >>> 0, message.clearedUntil.high >>> 0, true).toBigInt();
                else if (typeof message.clearedUntil === "number")
                    object.clearedUntil = options.longs === $String ? $String(message.clearedUntil) : message.clearedUntil;
                else
                    object.clearedUntil = options.longs === $String ? $util.Long.prototype.toString.call(message.clearedUntil) : options.longs === $Number ? new $util.LongBits(message.clearedUntil.low >>> 0, message.clearedUntil.high >>> 0).toNumber(true) : message.clearedUntil;
            return object;
        };

        /**
         * Converts this RecordContact to JSON.
         * @function toJSON
         * @memberof aldis.RecordContact
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        RecordContact.prototype.toJSON = function() {
            return RecordContact.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for RecordContact
         * @function getTypeUrl
         * @memberof aldis.RecordContact
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        RecordContact.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.RecordContact";
        };

        return RecordContact;
    })();

    aldis.RecordGroup = (function() {

        /**
         * Properties of a RecordGroup.
         * @typedef {Object} aldis.RecordGroup.$Properties
         * @property {Uint8Array|null} [masterKey] RecordGroup masterKey
         * @property {boolean|null} [blocked] RecordGroup blocked
         * @property {boolean|null} [muted] RecordGroup muted
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RecordGroup.
         * @memberof aldis
         * @interface IRecordGroup
         * @augments aldis.RecordGroup.$Properties
         * @deprecated Use aldis.RecordGroup.$Properties instead.
         */

        /**
         * Shape of a RecordGroup.
         * @typedef {aldis.RecordGroup.$Properties} aldis.RecordGroup.$Shape
         */

        /**
         * Constructs a new RecordGroup.
         * @memberof aldis
         * @classdesc Represents a RecordGroup.
         * @constructor
         * @param {aldis.RecordGroup.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RecordGroup = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RecordGroup masterKey.
         * @member {Uint8Array} masterKey
         * @memberof aldis.RecordGroup
         * @instance
         */
        RecordGroup.prototype.masterKey = $util.newBuffer([]);

        /**
         * RecordGroup blocked.
         * @member {boolean} blocked
         * @memberof aldis.RecordGroup
         * @instance
         */
        RecordGroup.prototype.blocked = false;

        /**
         * RecordGroup muted.
         * @member {boolean} muted
         * @memberof aldis.RecordGroup
         * @instance
         */
        RecordGroup.prototype.muted = false;

        /**
         * Creates a new RecordGroup instance using the specified properties.
         * @function create
         * @memberof aldis.RecordGroup
         * @static
         * @param {aldis.RecordGroup.$Properties=} [properties] Properties to set
         * @returns {aldis.RecordGroup} RecordGroup instance
         * @type {{
         *   (properties: aldis.RecordGroup.$Shape): aldis.RecordGroup & aldis.RecordGroup.$Shape;
         *   (properties?: aldis.RecordGroup.$Properties): aldis.RecordGroup;
         * }}
         */
        RecordGroup.create = function(properties) {
            return new RecordGroup(properties);
        };

        /**
         * Encodes the specified RecordGroup message. Does not implicitly {@link aldis.RecordGroup.verify|verify} messages.
         * @function encode
         * @memberof aldis.RecordGroup
         * @static
         * @param {aldis.RecordGroup.$Properties} message RecordGroup message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RecordGroup.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.masterKey != null && $Object.hasOwnProperty.call(message, "masterKey") && message.masterKey.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.masterKey);
            if (message.blocked != null && $Object.hasOwnProperty.call(message, "blocked") && message.blocked !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.blocked);
            if (message.muted != null && $Object.hasOwnProperty.call(message, "muted") && message.muted !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.muted);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RecordGroup message from the specified reader or buffer.
         * @function decode
         * @memberof aldis.RecordGroup
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {aldis.RecordGroup & aldis.RecordGroup.$Shape} RecordGroup
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RecordGroup.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.aldis.RecordGroup();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.masterKey = value;
                        else
                            delete message.masterKey;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.blocked = value;
                        else
                            delete message.blocked;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.muted = value;
                        else
                            delete message.muted;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a RecordGroup message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof aldis.RecordGroup
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {aldis.RecordGroup} RecordGroup
         */
        RecordGroup.fromObject = function (object, _depth) {
            if (object instanceof $root.aldis.RecordGroup)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".aldis.RecordGroup: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.aldis.RecordGroup();
            if (object.masterKey != null)
                if (object.masterKey.length)
                    if (typeof object.masterKey === "string")
                        $util.base64.decode(object.masterKey, message.masterKey = $util.newBuffer($util.base64.length(object.masterKey)), 0);
                    else if (object.masterKey.length >= 0)
                        message.masterKey = object.masterKey;
            if (object.blocked != null)
                if (object.blocked)
                    message.blocked = $Boolean(object.blocked);
            if (object.muted != null)
                if (object.muted)
                    message.muted = $Boolean(object.muted);
            return message;
        };

        /**
         * Creates a plain object from a RecordGroup message. Also converts values to other types if specified.
         * @function toObject
         * @memberof aldis.RecordGroup
         * @static
         * @param {aldis.RecordGroup} message RecordGroup
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        RecordGroup.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.masterKey = "";
                else {
                    object.masterKey = [];
                    if (options.bytes !== $Array)
                        object.masterKey = $util.newBuffer(object.masterKey);
                }
                object.blocked = false;
                object.muted = false;
            }
            if (message.masterKey != null && $Object.hasOwnProperty.call(message, "masterKey"))
                object.masterKey = options.bytes === $String ? $util.base64.encode(message.masterKey, 0, message.masterKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.masterKey) : message.masterKey;
            if (message.blocked != null && $Object.hasOwnProperty.call(message, "blocked"))
                object.blocked = message.blocked;
            if (message.muted != null && $Object.hasOwnProperty.call(message, "muted"))
                object.muted = message.muted;
            return object;
        };

        /**
         * Converts this RecordGroup to JSON.
         * @function toJSON
         * @memberof aldis.RecordGroup
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        RecordGroup.prototype.toJSON = function() {
            return RecordGroup.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for RecordGroup
         * @function getTypeUrl
         * @memberof aldis.RecordGroup
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        RecordGroup.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/aldis.RecordGroup";
        };

        return RecordGroup;
    })();

    return aldis;
})();

export {
  $root as default
};
