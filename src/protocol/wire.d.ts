import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace aldis. */
export namespace aldis {

    /**
     * Properties of a Content.
     * @deprecated Use aldis.Content.$Properties instead.
     */
    interface IContent extends aldis.Content.$Properties {
    }

    /** Represents a Content. */
    class Content {

        /**
         * Constructs a new Content.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Content.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Content dataMessage. */
        dataMessage?: (aldis.DataMessage.$Properties|null);

        /** Content syncMessage. */
        syncMessage?: (aldis.SyncMessage.$Properties|null);

        /** Content nullMessage. */
        nullMessage?: (aldis.NullMessage.$Properties|null);

        /** Content receiptMessage. */
        receiptMessage?: (aldis.ReceiptMessage.$Properties|null);

        /** Content typingMessage. */
        typingMessage?: (aldis.TypingMessage.$Properties|null);

        /** Content senderKeyDistributionMessage. */
        senderKeyDistributionMessage: Uint8Array;

        /** Content decryptionErrorMessage. */
        decryptionErrorMessage: Uint8Array;

        /** Content editMessage. */
        editMessage?: (aldis.EditMessage.$Properties|null);

        /** Content callKeys. */
        callKeys?: (aldis.CallKeys.$Properties|null);

        /** Content callMessage. */
        callMessage?: (aldis.CallMessage.$Properties|null);

        /** Content callPeer. */
        callPeer?: (aldis.CallPeer.$Properties|null);

        /**
         * Creates a new Content instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Content instance
         */
        static create(properties: aldis.Content.$Shape): aldis.Content & aldis.Content.$Shape;
        static create(properties?: aldis.Content.$Properties): aldis.Content;

        /**
         * Encodes the specified Content message. Does not implicitly {@link aldis.Content.verify|verify} messages.
         * @param message Content message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Content.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Content message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Content & aldis.Content.$Shape} Content
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Content & aldis.Content.$Shape;

        /**
         * Creates a Content message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Content
         */
        static fromObject(object: { [k: string]: any }): aldis.Content;

        /**
         * Creates a plain object from a Content message. Also converts values to other types if specified.
         * @param message Content
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Content, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Content to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Content
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Content {

        /** Properties of a Content. */
        interface $Properties {

            /** Content dataMessage */
            dataMessage?: (aldis.DataMessage.$Properties|null);

            /** Content syncMessage */
            syncMessage?: (aldis.SyncMessage.$Properties|null);

            /** Content nullMessage */
            nullMessage?: (aldis.NullMessage.$Properties|null);

            /** Content receiptMessage */
            receiptMessage?: (aldis.ReceiptMessage.$Properties|null);

            /** Content typingMessage */
            typingMessage?: (aldis.TypingMessage.$Properties|null);

            /** Content senderKeyDistributionMessage */
            senderKeyDistributionMessage?: (Uint8Array|null);

            /** Content decryptionErrorMessage */
            decryptionErrorMessage?: (Uint8Array|null);

            /** Content editMessage */
            editMessage?: (aldis.EditMessage.$Properties|null);

            /** Content callKeys */
            callKeys?: (aldis.CallKeys.$Properties|null);

            /** Content callMessage */
            callMessage?: (aldis.CallMessage.$Properties|null);

            /** Content callPeer */
            callPeer?: (aldis.CallPeer.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Content. */
        type $Shape = aldis.Content.$Properties;
    }

    /**
     * Properties of a DataMessage.
     * @deprecated Use aldis.DataMessage.$Properties instead.
     */
    interface IDataMessage extends aldis.DataMessage.$Properties {
    }

    /** Represents a DataMessage. */
    class DataMessage {

        /**
         * Constructs a new DataMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.DataMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DataMessage body. */
        body: string;

        /** DataMessage flags. */
        flags: number;

        /** DataMessage expireTimer. */
        expireTimer: number;

        /** DataMessage profileKey. */
        profileKey: Uint8Array;

        /** DataMessage timestamp. */
        timestamp: (number|Long);

        /** DataMessage quote. */
        quote?: (aldis.Quote.$Properties|null);

        /** DataMessage requiredProtocolVersion. */
        requiredProtocolVersion: number;

        /** DataMessage group. */
        group?: (aldis.GroupContext.$Properties|null);

        /** DataMessage reaction. */
        reaction?: (aldis.Reaction.$Properties|null);

        /** DataMessage delete. */
        delete?: (aldis.Delete.$Properties|null);

        /** DataMessage bodyRanges. */
        bodyRanges: aldis.BodyRange.$Properties[];

        /** DataMessage expireTimerVersion. */
        expireTimerVersion: number;

        /** DataMessage pollCreate. */
        pollCreate?: (aldis.PollCreate.$Properties|null);

        /** DataMessage pollTerminate. */
        pollTerminate?: (aldis.PollTerminate.$Properties|null);

        /** DataMessage pollVote. */
        pollVote?: (aldis.PollVote.$Properties|null);

        /** DataMessage pinMessage. */
        pinMessage?: (aldis.PinMessage.$Properties|null);

        /** DataMessage unpinMessage. */
        unpinMessage?: (aldis.UnpinMessage.$Properties|null);

        /**
         * Creates a new DataMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DataMessage instance
         */
        static create(properties: aldis.DataMessage.$Shape): aldis.DataMessage & aldis.DataMessage.$Shape;
        static create(properties?: aldis.DataMessage.$Properties): aldis.DataMessage;

        /**
         * Encodes the specified DataMessage message. Does not implicitly {@link aldis.DataMessage.verify|verify} messages.
         * @param message DataMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.DataMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DataMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.DataMessage & aldis.DataMessage.$Shape} DataMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.DataMessage & aldis.DataMessage.$Shape;

        /**
         * Creates a DataMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DataMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.DataMessage;

        /**
         * Creates a plain object from a DataMessage message. Also converts values to other types if specified.
         * @param message DataMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.DataMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DataMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DataMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DataMessage {

        /** Properties of a DataMessage. */
        interface $Properties {

            /** DataMessage body */
            body?: (string|null);

            /** DataMessage flags */
            flags?: (number|null);

            /** DataMessage expireTimer */
            expireTimer?: (number|null);

            /** DataMessage profileKey */
            profileKey?: (Uint8Array|null);

            /** DataMessage timestamp */
            timestamp?: (number|Long|null);

            /** DataMessage quote */
            quote?: (aldis.Quote.$Properties|null);

            /** DataMessage requiredProtocolVersion */
            requiredProtocolVersion?: (number|null);

            /** DataMessage group */
            group?: (aldis.GroupContext.$Properties|null);

            /** DataMessage reaction */
            reaction?: (aldis.Reaction.$Properties|null);

            /** DataMessage delete */
            "delete"?: (aldis.Delete.$Properties|null);

            /** DataMessage bodyRanges */
            bodyRanges?: (aldis.BodyRange.$Properties[]|null);

            /** DataMessage expireTimerVersion */
            expireTimerVersion?: (number|null);

            /** DataMessage pollCreate */
            pollCreate?: (aldis.PollCreate.$Properties|null);

            /** DataMessage pollTerminate */
            pollTerminate?: (aldis.PollTerminate.$Properties|null);

            /** DataMessage pollVote */
            pollVote?: (aldis.PollVote.$Properties|null);

            /** DataMessage pinMessage */
            pinMessage?: (aldis.PinMessage.$Properties|null);

            /** DataMessage unpinMessage */
            unpinMessage?: (aldis.UnpinMessage.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DataMessage. */
        type $Shape = aldis.DataMessage.$Properties;

        /** Flags enum. */
        enum Flags {

            /** NONE value */
            NONE = 0,

            /** EXPIRATION_TIMER_UPDATE value */
            EXPIRATION_TIMER_UPDATE = 2,

            /** PROFILE_KEY_UPDATE value */
            PROFILE_KEY_UPDATE = 4
        }
    }

    /**
     * Properties of a Quote.
     * @deprecated Use aldis.Quote.$Properties instead.
     */
    interface IQuote extends aldis.Quote.$Properties {
    }

    /** Represents a Quote. */
    class Quote {

        /**
         * Constructs a new Quote.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Quote.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Quote id. */
        id: (number|Long);

        /** Quote text. */
        text: string;

        /** Quote authorAci. */
        authorAci: string;

        /**
         * Creates a new Quote instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Quote instance
         */
        static create(properties: aldis.Quote.$Shape): aldis.Quote & aldis.Quote.$Shape;
        static create(properties?: aldis.Quote.$Properties): aldis.Quote;

        /**
         * Encodes the specified Quote message. Does not implicitly {@link aldis.Quote.verify|verify} messages.
         * @param message Quote message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Quote.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Quote message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Quote & aldis.Quote.$Shape} Quote
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Quote & aldis.Quote.$Shape;

        /**
         * Creates a Quote message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Quote
         */
        static fromObject(object: { [k: string]: any }): aldis.Quote;

        /**
         * Creates a plain object from a Quote message. Also converts values to other types if specified.
         * @param message Quote
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Quote, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Quote to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Quote
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Quote {

        /** Properties of a Quote. */
        interface $Properties {

            /** Quote id */
            id?: (number|Long|null);

            /** Quote text */
            text?: (string|null);

            /** Quote authorAci */
            authorAci?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Quote. */
        type $Shape = aldis.Quote.$Properties;
    }

    /**
     * Properties of a GroupContext.
     * @deprecated Use aldis.GroupContext.$Properties instead.
     */
    interface IGroupContext extends aldis.GroupContext.$Properties {
    }

    /** Represents a GroupContext. */
    class GroupContext {

        /**
         * Constructs a new GroupContext.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.GroupContext.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** GroupContext masterKey. */
        masterKey: Uint8Array;

        /** GroupContext revision. */
        revision: number;

        /**
         * Creates a new GroupContext instance using the specified properties.
         * @param [properties] Properties to set
         * @returns GroupContext instance
         */
        static create(properties: aldis.GroupContext.$Shape): aldis.GroupContext & aldis.GroupContext.$Shape;
        static create(properties?: aldis.GroupContext.$Properties): aldis.GroupContext;

        /**
         * Encodes the specified GroupContext message. Does not implicitly {@link aldis.GroupContext.verify|verify} messages.
         * @param message GroupContext message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.GroupContext.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GroupContext message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.GroupContext & aldis.GroupContext.$Shape} GroupContext
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.GroupContext & aldis.GroupContext.$Shape;

        /**
         * Creates a GroupContext message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns GroupContext
         */
        static fromObject(object: { [k: string]: any }): aldis.GroupContext;

        /**
         * Creates a plain object from a GroupContext message. Also converts values to other types if specified.
         * @param message GroupContext
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.GroupContext, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this GroupContext to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for GroupContext
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace GroupContext {

        /** Properties of a GroupContext. */
        interface $Properties {

            /** GroupContext masterKey */
            masterKey?: (Uint8Array|null);

            /** GroupContext revision */
            revision?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a GroupContext. */
        type $Shape = aldis.GroupContext.$Properties;
    }

    /**
     * Properties of a Reaction.
     * @deprecated Use aldis.Reaction.$Properties instead.
     */
    interface IReaction extends aldis.Reaction.$Properties {
    }

    /** Represents a Reaction. */
    class Reaction {

        /**
         * Constructs a new Reaction.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Reaction.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Reaction emoji. */
        emoji: string;

        /** Reaction remove. */
        remove: boolean;

        /** Reaction targetAuthorAci. */
        targetAuthorAci: string;

        /** Reaction targetSentTimestamp. */
        targetSentTimestamp: (number|Long);

        /**
         * Creates a new Reaction instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Reaction instance
         */
        static create(properties: aldis.Reaction.$Shape): aldis.Reaction & aldis.Reaction.$Shape;
        static create(properties?: aldis.Reaction.$Properties): aldis.Reaction;

        /**
         * Encodes the specified Reaction message. Does not implicitly {@link aldis.Reaction.verify|verify} messages.
         * @param message Reaction message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Reaction.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Reaction message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Reaction & aldis.Reaction.$Shape} Reaction
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Reaction & aldis.Reaction.$Shape;

        /**
         * Creates a Reaction message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Reaction
         */
        static fromObject(object: { [k: string]: any }): aldis.Reaction;

        /**
         * Creates a plain object from a Reaction message. Also converts values to other types if specified.
         * @param message Reaction
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Reaction, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Reaction to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Reaction
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Reaction {

        /** Properties of a Reaction. */
        interface $Properties {

            /** Reaction emoji */
            emoji?: (string|null);

            /** Reaction remove */
            remove?: (boolean|null);

            /** Reaction targetAuthorAci */
            targetAuthorAci?: (string|null);

            /** Reaction targetSentTimestamp */
            targetSentTimestamp?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Reaction. */
        type $Shape = aldis.Reaction.$Properties;
    }

    /**
     * Properties of a Delete.
     * @deprecated Use aldis.Delete.$Properties instead.
     */
    interface IDelete extends aldis.Delete.$Properties {
    }

    /** Represents a Delete. */
    class Delete {

        /**
         * Constructs a new Delete.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Delete.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Delete targetSentTimestamp. */
        targetSentTimestamp: (number|Long);

        /**
         * Creates a new Delete instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Delete instance
         */
        static create(properties: aldis.Delete.$Shape): aldis.Delete & aldis.Delete.$Shape;
        static create(properties?: aldis.Delete.$Properties): aldis.Delete;

        /**
         * Encodes the specified Delete message. Does not implicitly {@link aldis.Delete.verify|verify} messages.
         * @param message Delete message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Delete.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Delete message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Delete & aldis.Delete.$Shape} Delete
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Delete & aldis.Delete.$Shape;

        /**
         * Creates a Delete message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Delete
         */
        static fromObject(object: { [k: string]: any }): aldis.Delete;

        /**
         * Creates a plain object from a Delete message. Also converts values to other types if specified.
         * @param message Delete
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Delete, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Delete to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Delete
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Delete {

        /** Properties of a Delete. */
        interface $Properties {

            /** Delete targetSentTimestamp */
            targetSentTimestamp?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Delete. */
        type $Shape = aldis.Delete.$Properties;
    }

    /**
     * Properties of a BodyRange.
     * @deprecated Use aldis.BodyRange.$Properties instead.
     */
    interface IBodyRange extends aldis.BodyRange.$Properties {
    }

    /** Represents a BodyRange. */
    class BodyRange {

        /**
         * Constructs a new BodyRange.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.BodyRange.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** BodyRange start. */
        start: number;

        /** BodyRange length. */
        length: number;

        /** BodyRange mentionAci. */
        mentionAci: string;

        /**
         * Creates a new BodyRange instance using the specified properties.
         * @param [properties] Properties to set
         * @returns BodyRange instance
         */
        static create(properties: aldis.BodyRange.$Shape): aldis.BodyRange & aldis.BodyRange.$Shape;
        static create(properties?: aldis.BodyRange.$Properties): aldis.BodyRange;

        /**
         * Encodes the specified BodyRange message. Does not implicitly {@link aldis.BodyRange.verify|verify} messages.
         * @param message BodyRange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.BodyRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a BodyRange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.BodyRange & aldis.BodyRange.$Shape} BodyRange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.BodyRange & aldis.BodyRange.$Shape;

        /**
         * Creates a BodyRange message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns BodyRange
         */
        static fromObject(object: { [k: string]: any }): aldis.BodyRange;

        /**
         * Creates a plain object from a BodyRange message. Also converts values to other types if specified.
         * @param message BodyRange
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.BodyRange, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this BodyRange to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for BodyRange
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace BodyRange {

        /** Properties of a BodyRange. */
        interface $Properties {

            /** BodyRange start */
            start?: (number|null);

            /** BodyRange length */
            length?: (number|null);

            /** BodyRange mentionAci */
            mentionAci?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a BodyRange. */
        type $Shape = aldis.BodyRange.$Properties;
    }

    /**
     * Properties of a PollCreate.
     * @deprecated Use aldis.PollCreate.$Properties instead.
     */
    interface IPollCreate extends aldis.PollCreate.$Properties {
    }

    /** Represents a PollCreate. */
    class PollCreate {

        /**
         * Constructs a new PollCreate.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.PollCreate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PollCreate question. */
        question: string;

        /** PollCreate allowMultiple. */
        allowMultiple: boolean;

        /** PollCreate options. */
        options: string[];

        /**
         * Creates a new PollCreate instance using the specified properties.
         * @param [properties] Properties to set
         * @returns PollCreate instance
         */
        static create(properties: aldis.PollCreate.$Shape): aldis.PollCreate & aldis.PollCreate.$Shape;
        static create(properties?: aldis.PollCreate.$Properties): aldis.PollCreate;

        /**
         * Encodes the specified PollCreate message. Does not implicitly {@link aldis.PollCreate.verify|verify} messages.
         * @param message PollCreate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.PollCreate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PollCreate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.PollCreate & aldis.PollCreate.$Shape} PollCreate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.PollCreate & aldis.PollCreate.$Shape;

        /**
         * Creates a PollCreate message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns PollCreate
         */
        static fromObject(object: { [k: string]: any }): aldis.PollCreate;

        /**
         * Creates a plain object from a PollCreate message. Also converts values to other types if specified.
         * @param message PollCreate
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.PollCreate, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this PollCreate to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for PollCreate
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace PollCreate {

        /** Properties of a PollCreate. */
        interface $Properties {

            /** PollCreate question */
            question?: (string|null);

            /** PollCreate allowMultiple */
            allowMultiple?: (boolean|null);

            /** PollCreate options */
            options?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PollCreate. */
        type $Shape = aldis.PollCreate.$Properties;
    }

    /**
     * Properties of a PollTerminate.
     * @deprecated Use aldis.PollTerminate.$Properties instead.
     */
    interface IPollTerminate extends aldis.PollTerminate.$Properties {
    }

    /** Represents a PollTerminate. */
    class PollTerminate {

        /**
         * Constructs a new PollTerminate.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.PollTerminate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PollTerminate targetSentTimestamp. */
        targetSentTimestamp: (number|Long);

        /**
         * Creates a new PollTerminate instance using the specified properties.
         * @param [properties] Properties to set
         * @returns PollTerminate instance
         */
        static create(properties: aldis.PollTerminate.$Shape): aldis.PollTerminate & aldis.PollTerminate.$Shape;
        static create(properties?: aldis.PollTerminate.$Properties): aldis.PollTerminate;

        /**
         * Encodes the specified PollTerminate message. Does not implicitly {@link aldis.PollTerminate.verify|verify} messages.
         * @param message PollTerminate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.PollTerminate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PollTerminate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.PollTerminate & aldis.PollTerminate.$Shape} PollTerminate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.PollTerminate & aldis.PollTerminate.$Shape;

        /**
         * Creates a PollTerminate message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns PollTerminate
         */
        static fromObject(object: { [k: string]: any }): aldis.PollTerminate;

        /**
         * Creates a plain object from a PollTerminate message. Also converts values to other types if specified.
         * @param message PollTerminate
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.PollTerminate, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this PollTerminate to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for PollTerminate
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace PollTerminate {

        /** Properties of a PollTerminate. */
        interface $Properties {

            /** PollTerminate targetSentTimestamp */
            targetSentTimestamp?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PollTerminate. */
        type $Shape = aldis.PollTerminate.$Properties;
    }

    /**
     * Properties of a PollVote.
     * @deprecated Use aldis.PollVote.$Properties instead.
     */
    interface IPollVote extends aldis.PollVote.$Properties {
    }

    /** Represents a PollVote. */
    class PollVote {

        /**
         * Constructs a new PollVote.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.PollVote.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PollVote targetAuthorAciBinary. */
        targetAuthorAciBinary: Uint8Array;

        /** PollVote targetSentTimestamp. */
        targetSentTimestamp: (number|Long);

        /** PollVote optionIndexes. */
        optionIndexes: number[];

        /** PollVote voteCount. */
        voteCount: number;

        /**
         * Creates a new PollVote instance using the specified properties.
         * @param [properties] Properties to set
         * @returns PollVote instance
         */
        static create(properties: aldis.PollVote.$Shape): aldis.PollVote & aldis.PollVote.$Shape;
        static create(properties?: aldis.PollVote.$Properties): aldis.PollVote;

        /**
         * Encodes the specified PollVote message. Does not implicitly {@link aldis.PollVote.verify|verify} messages.
         * @param message PollVote message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.PollVote.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PollVote message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.PollVote & aldis.PollVote.$Shape} PollVote
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.PollVote & aldis.PollVote.$Shape;

        /**
         * Creates a PollVote message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns PollVote
         */
        static fromObject(object: { [k: string]: any }): aldis.PollVote;

        /**
         * Creates a plain object from a PollVote message. Also converts values to other types if specified.
         * @param message PollVote
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.PollVote, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this PollVote to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for PollVote
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace PollVote {

        /** Properties of a PollVote. */
        interface $Properties {

            /** PollVote targetAuthorAciBinary */
            targetAuthorAciBinary?: (Uint8Array|null);

            /** PollVote targetSentTimestamp */
            targetSentTimestamp?: (number|Long|null);

            /** PollVote optionIndexes */
            optionIndexes?: (number[]|null);

            /** PollVote voteCount */
            voteCount?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PollVote. */
        type $Shape = aldis.PollVote.$Properties;
    }

    /**
     * Properties of a PinMessage.
     * @deprecated Use aldis.PinMessage.$Properties instead.
     */
    interface IPinMessage extends aldis.PinMessage.$Properties {
    }

    /** Represents a PinMessage. */
    class PinMessage {

        /**
         * Constructs a new PinMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.PinMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PinMessage targetAuthorAciBinary. */
        targetAuthorAciBinary: Uint8Array;

        /** PinMessage targetSentTimestamp. */
        targetSentTimestamp: (number|Long);

        /** PinMessage pinDurationSeconds. */
        pinDurationSeconds: number;

        /** PinMessage pinDurationForever. */
        pinDurationForever: boolean;

        /**
         * Creates a new PinMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns PinMessage instance
         */
        static create(properties: aldis.PinMessage.$Shape): aldis.PinMessage & aldis.PinMessage.$Shape;
        static create(properties?: aldis.PinMessage.$Properties): aldis.PinMessage;

        /**
         * Encodes the specified PinMessage message. Does not implicitly {@link aldis.PinMessage.verify|verify} messages.
         * @param message PinMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.PinMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PinMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.PinMessage & aldis.PinMessage.$Shape} PinMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.PinMessage & aldis.PinMessage.$Shape;

        /**
         * Creates a PinMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns PinMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.PinMessage;

        /**
         * Creates a plain object from a PinMessage message. Also converts values to other types if specified.
         * @param message PinMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.PinMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this PinMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for PinMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace PinMessage {

        /** Properties of a PinMessage. */
        interface $Properties {

            /** PinMessage targetAuthorAciBinary */
            targetAuthorAciBinary?: (Uint8Array|null);

            /** PinMessage targetSentTimestamp */
            targetSentTimestamp?: (number|Long|null);

            /** PinMessage pinDurationSeconds */
            pinDurationSeconds?: (number|null);

            /** PinMessage pinDurationForever */
            pinDurationForever?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PinMessage. */
        type $Shape = aldis.PinMessage.$Properties;
    }

    /**
     * Properties of an UnpinMessage.
     * @deprecated Use aldis.UnpinMessage.$Properties instead.
     */
    interface IUnpinMessage extends aldis.UnpinMessage.$Properties {
    }

    /** Represents an UnpinMessage. */
    class UnpinMessage {

        /**
         * Constructs a new UnpinMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.UnpinMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** UnpinMessage targetAuthorAciBinary. */
        targetAuthorAciBinary: Uint8Array;

        /** UnpinMessage targetSentTimestamp. */
        targetSentTimestamp: (number|Long);

        /**
         * Creates a new UnpinMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns UnpinMessage instance
         */
        static create(properties: aldis.UnpinMessage.$Shape): aldis.UnpinMessage & aldis.UnpinMessage.$Shape;
        static create(properties?: aldis.UnpinMessage.$Properties): aldis.UnpinMessage;

        /**
         * Encodes the specified UnpinMessage message. Does not implicitly {@link aldis.UnpinMessage.verify|verify} messages.
         * @param message UnpinMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.UnpinMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an UnpinMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.UnpinMessage & aldis.UnpinMessage.$Shape} UnpinMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.UnpinMessage & aldis.UnpinMessage.$Shape;

        /**
         * Creates an UnpinMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns UnpinMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.UnpinMessage;

        /**
         * Creates a plain object from an UnpinMessage message. Also converts values to other types if specified.
         * @param message UnpinMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.UnpinMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this UnpinMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for UnpinMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace UnpinMessage {

        /** Properties of an UnpinMessage. */
        interface $Properties {

            /** UnpinMessage targetAuthorAciBinary */
            targetAuthorAciBinary?: (Uint8Array|null);

            /** UnpinMessage targetSentTimestamp */
            targetSentTimestamp?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an UnpinMessage. */
        type $Shape = aldis.UnpinMessage.$Properties;
    }

    /**
     * Properties of an EditMessage.
     * @deprecated Use aldis.EditMessage.$Properties instead.
     */
    interface IEditMessage extends aldis.EditMessage.$Properties {
    }

    /** Represents an EditMessage. */
    class EditMessage {

        /**
         * Constructs a new EditMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.EditMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EditMessage targetSentTimestamp. */
        targetSentTimestamp: (number|Long);

        /** EditMessage dataMessage. */
        dataMessage?: (aldis.DataMessage.$Properties|null);

        /**
         * Creates a new EditMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns EditMessage instance
         */
        static create(properties: aldis.EditMessage.$Shape): aldis.EditMessage & aldis.EditMessage.$Shape;
        static create(properties?: aldis.EditMessage.$Properties): aldis.EditMessage;

        /**
         * Encodes the specified EditMessage message. Does not implicitly {@link aldis.EditMessage.verify|verify} messages.
         * @param message EditMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.EditMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EditMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.EditMessage & aldis.EditMessage.$Shape} EditMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.EditMessage & aldis.EditMessage.$Shape;

        /**
         * Creates an EditMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns EditMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.EditMessage;

        /**
         * Creates a plain object from an EditMessage message. Also converts values to other types if specified.
         * @param message EditMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.EditMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this EditMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for EditMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace EditMessage {

        /** Properties of an EditMessage. */
        interface $Properties {

            /** EditMessage targetSentTimestamp */
            targetSentTimestamp?: (number|Long|null);

            /** EditMessage dataMessage */
            dataMessage?: (aldis.DataMessage.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an EditMessage. */
        type $Shape = aldis.EditMessage.$Properties;
    }

    /**
     * Properties of a BlobPointer.
     * @deprecated Use aldis.BlobPointer.$Properties instead.
     */
    interface IBlobPointer extends aldis.BlobPointer.$Properties {
    }

    /** Represents a BlobPointer. */
    class BlobPointer {

        /**
         * Constructs a new BlobPointer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.BlobPointer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** BlobPointer key. */
        key: Uint8Array;

        /** BlobPointer size. */
        size: number;

        /** BlobPointer digest. */
        digest: Uint8Array;

        /** BlobPointer cdnKey. */
        cdnKey: string;

        /**
         * Creates a new BlobPointer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns BlobPointer instance
         */
        static create(properties: aldis.BlobPointer.$Shape): aldis.BlobPointer & aldis.BlobPointer.$Shape;
        static create(properties?: aldis.BlobPointer.$Properties): aldis.BlobPointer;

        /**
         * Encodes the specified BlobPointer message. Does not implicitly {@link aldis.BlobPointer.verify|verify} messages.
         * @param message BlobPointer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.BlobPointer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a BlobPointer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.BlobPointer & aldis.BlobPointer.$Shape} BlobPointer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.BlobPointer & aldis.BlobPointer.$Shape;

        /**
         * Creates a BlobPointer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns BlobPointer
         */
        static fromObject(object: { [k: string]: any }): aldis.BlobPointer;

        /**
         * Creates a plain object from a BlobPointer message. Also converts values to other types if specified.
         * @param message BlobPointer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.BlobPointer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this BlobPointer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for BlobPointer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace BlobPointer {

        /** Properties of a BlobPointer. */
        interface $Properties {

            /** BlobPointer key */
            key?: (Uint8Array|null);

            /** BlobPointer size */
            size?: (number|null);

            /** BlobPointer digest */
            digest?: (Uint8Array|null);

            /** BlobPointer cdnKey */
            cdnKey?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a BlobPointer. */
        type $Shape = aldis.BlobPointer.$Properties;
    }

    /**
     * Properties of a SyncMessage.
     * @deprecated Use aldis.SyncMessage.$Properties instead.
     */
    interface ISyncMessage extends aldis.SyncMessage.$Properties {
    }

    /** Represents a SyncMessage. */
    class SyncMessage {

        /**
         * Constructs a new SyncMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.SyncMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SyncMessage sent. */
        sent?: (aldis.SyncMessage.Sent.$Properties|null);

        /** SyncMessage request. */
        request?: (aldis.SyncMessage.Request.$Properties|null);

        /** SyncMessage read. */
        read: aldis.SyncMessage.Mark.$Properties[];

        /** SyncMessage fetchLatest. */
        fetchLatest?: (aldis.SyncMessage.FetchLatest.$Properties|null);

        /** SyncMessage keys. */
        keys?: (aldis.SyncMessage.Keys.$Properties|null);

        /** SyncMessage viewed. */
        viewed: aldis.SyncMessage.Mark.$Properties[];

        /** SyncMessage pniChangeNumber. */
        pniChangeNumber?: (aldis.SyncMessage.PniChangeNumber.$Properties|null);

        /** SyncMessage deviceList. */
        deviceList: Uint8Array;

        /** SyncMessage history. */
        history?: (aldis.SyncMessage.History.$Properties|null);

        /**
         * Creates a new SyncMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SyncMessage instance
         */
        static create(properties: aldis.SyncMessage.$Shape): aldis.SyncMessage & aldis.SyncMessage.$Shape;
        static create(properties?: aldis.SyncMessage.$Properties): aldis.SyncMessage;

        /**
         * Encodes the specified SyncMessage message. Does not implicitly {@link aldis.SyncMessage.verify|verify} messages.
         * @param message SyncMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.SyncMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SyncMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.SyncMessage & aldis.SyncMessage.$Shape} SyncMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage & aldis.SyncMessage.$Shape;

        /**
         * Creates a SyncMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SyncMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.SyncMessage;

        /**
         * Creates a plain object from a SyncMessage message. Also converts values to other types if specified.
         * @param message SyncMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.SyncMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SyncMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SyncMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SyncMessage {

        /** Properties of a SyncMessage. */
        interface $Properties {

            /** SyncMessage sent */
            sent?: (aldis.SyncMessage.Sent.$Properties|null);

            /** SyncMessage request */
            request?: (aldis.SyncMessage.Request.$Properties|null);

            /** SyncMessage read */
            read?: (aldis.SyncMessage.Mark.$Properties[]|null);

            /** SyncMessage fetchLatest */
            fetchLatest?: (aldis.SyncMessage.FetchLatest.$Properties|null);

            /** SyncMessage keys */
            keys?: (aldis.SyncMessage.Keys.$Properties|null);

            /** SyncMessage viewed */
            viewed?: (aldis.SyncMessage.Mark.$Properties[]|null);

            /** SyncMessage pniChangeNumber */
            pniChangeNumber?: (aldis.SyncMessage.PniChangeNumber.$Properties|null);

            /** SyncMessage deviceList */
            deviceList?: (Uint8Array|null);

            /** SyncMessage history */
            history?: (aldis.SyncMessage.History.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SyncMessage. */
        type $Shape = aldis.SyncMessage.$Properties;

        /**
         * Properties of a Sent.
         * @deprecated Use aldis.SyncMessage.Sent.$Properties instead.
         */
        interface ISent extends aldis.SyncMessage.Sent.$Properties {
        }

        /** Represents a Sent. */
        class Sent {

            /**
             * Constructs a new Sent.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.SyncMessage.Sent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Sent timestamp. */
            timestamp: (number|Long);

            /** Sent content. */
            content: Uint8Array;

            /** Sent destinationServiceId. */
            destinationServiceId: string;

            /** Sent serverTimestamp. */
            serverTimestamp: (number|Long);

            /**
             * Creates a new Sent instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Sent instance
             */
            static create(properties: aldis.SyncMessage.Sent.$Shape): aldis.SyncMessage.Sent & aldis.SyncMessage.Sent.$Shape;
            static create(properties?: aldis.SyncMessage.Sent.$Properties): aldis.SyncMessage.Sent;

            /**
             * Encodes the specified Sent message. Does not implicitly {@link aldis.SyncMessage.Sent.verify|verify} messages.
             * @param message Sent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.SyncMessage.Sent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Sent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Sent & aldis.SyncMessage.Sent.$Shape} Sent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage.Sent & aldis.SyncMessage.Sent.$Shape;

            /**
             * Creates a Sent message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Sent
             */
            static fromObject(object: { [k: string]: any }): aldis.SyncMessage.Sent;

            /**
             * Creates a plain object from a Sent message. Also converts values to other types if specified.
             * @param message Sent
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.SyncMessage.Sent, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Sent to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Sent
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Sent {

            /** Properties of a Sent. */
            interface $Properties {

                /** Sent timestamp */
                timestamp?: (number|Long|null);

                /** Sent content */
                content?: (Uint8Array|null);

                /** Sent destinationServiceId */
                destinationServiceId?: (string|null);

                /** Sent serverTimestamp */
                serverTimestamp?: (number|Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Sent. */
            type $Shape = aldis.SyncMessage.Sent.$Properties;
        }

        /**
         * Properties of a Mark.
         * @deprecated Use aldis.SyncMessage.Mark.$Properties instead.
         */
        interface IMark extends aldis.SyncMessage.Mark.$Properties {
        }

        /** Represents a Mark. */
        class Mark {

            /**
             * Constructs a new Mark.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.SyncMessage.Mark.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Mark senderAci. */
            senderAci: string;

            /** Mark timestamp. */
            timestamp: (number|Long);

            /**
             * Creates a new Mark instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Mark instance
             */
            static create(properties: aldis.SyncMessage.Mark.$Shape): aldis.SyncMessage.Mark & aldis.SyncMessage.Mark.$Shape;
            static create(properties?: aldis.SyncMessage.Mark.$Properties): aldis.SyncMessage.Mark;

            /**
             * Encodes the specified Mark message. Does not implicitly {@link aldis.SyncMessage.Mark.verify|verify} messages.
             * @param message Mark message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.SyncMessage.Mark.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Mark message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Mark & aldis.SyncMessage.Mark.$Shape} Mark
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage.Mark & aldis.SyncMessage.Mark.$Shape;

            /**
             * Creates a Mark message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Mark
             */
            static fromObject(object: { [k: string]: any }): aldis.SyncMessage.Mark;

            /**
             * Creates a plain object from a Mark message. Also converts values to other types if specified.
             * @param message Mark
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.SyncMessage.Mark, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Mark to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Mark
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Mark {

            /** Properties of a Mark. */
            interface $Properties {

                /** Mark senderAci */
                senderAci?: (string|null);

                /** Mark timestamp */
                timestamp?: (number|Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Mark. */
            type $Shape = aldis.SyncMessage.Mark.$Properties;
        }

        /**
         * Properties of a Request.
         * @deprecated Use aldis.SyncMessage.Request.$Properties instead.
         */
        interface IRequest extends aldis.SyncMessage.Request.$Properties {
        }

        /** Represents a Request. */
        class Request {

            /**
             * Constructs a new Request.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.SyncMessage.Request.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Request type. */
            type: aldis.SyncMessage.Request.Type;

            /**
             * Creates a new Request instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Request instance
             */
            static create(properties: aldis.SyncMessage.Request.$Shape): aldis.SyncMessage.Request & aldis.SyncMessage.Request.$Shape;
            static create(properties?: aldis.SyncMessage.Request.$Properties): aldis.SyncMessage.Request;

            /**
             * Encodes the specified Request message. Does not implicitly {@link aldis.SyncMessage.Request.verify|verify} messages.
             * @param message Request message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.SyncMessage.Request.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Request message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Request & aldis.SyncMessage.Request.$Shape} Request
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage.Request & aldis.SyncMessage.Request.$Shape;

            /**
             * Creates a Request message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Request
             */
            static fromObject(object: { [k: string]: any }): aldis.SyncMessage.Request;

            /**
             * Creates a plain object from a Request message. Also converts values to other types if specified.
             * @param message Request
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.SyncMessage.Request, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Request to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Request
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Request {

            /** Properties of a Request. */
            interface $Properties {

                /** Request type */
                type?: (aldis.SyncMessage.Request.Type|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Request. */
            type $Shape = aldis.SyncMessage.Request.$Properties;

            /** Type enum. */
            enum Type {

                /** UNKNOWN value */
                UNKNOWN = 0,

                /** KEYS value */
                KEYS = 5
            }
        }

        /**
         * Properties of a FetchLatest.
         * @deprecated Use aldis.SyncMessage.FetchLatest.$Properties instead.
         */
        interface IFetchLatest extends aldis.SyncMessage.FetchLatest.$Properties {
        }

        /** Represents a FetchLatest. */
        class FetchLatest {

            /**
             * Constructs a new FetchLatest.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.SyncMessage.FetchLatest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FetchLatest type. */
            type: aldis.SyncMessage.FetchLatest.Type;

            /**
             * Creates a new FetchLatest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchLatest instance
             */
            static create(properties: aldis.SyncMessage.FetchLatest.$Shape): aldis.SyncMessage.FetchLatest & aldis.SyncMessage.FetchLatest.$Shape;
            static create(properties?: aldis.SyncMessage.FetchLatest.$Properties): aldis.SyncMessage.FetchLatest;

            /**
             * Encodes the specified FetchLatest message. Does not implicitly {@link aldis.SyncMessage.FetchLatest.verify|verify} messages.
             * @param message FetchLatest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.SyncMessage.FetchLatest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchLatest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.FetchLatest & aldis.SyncMessage.FetchLatest.$Shape} FetchLatest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage.FetchLatest & aldis.SyncMessage.FetchLatest.$Shape;

            /**
             * Creates a FetchLatest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FetchLatest
             */
            static fromObject(object: { [k: string]: any }): aldis.SyncMessage.FetchLatest;

            /**
             * Creates a plain object from a FetchLatest message. Also converts values to other types if specified.
             * @param message FetchLatest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.SyncMessage.FetchLatest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FetchLatest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for FetchLatest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace FetchLatest {

            /** Properties of a FetchLatest. */
            interface $Properties {

                /** FetchLatest type */
                type?: (aldis.SyncMessage.FetchLatest.Type|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FetchLatest. */
            type $Shape = aldis.SyncMessage.FetchLatest.$Properties;

            /** Type enum. */
            enum Type {

                /** UNKNOWN value */
                UNKNOWN = 0,

                /** LOCAL_PROFILE value */
                LOCAL_PROFILE = 1,

                /** STORAGE_MANIFEST value */
                STORAGE_MANIFEST = 2
            }
        }

        /**
         * Properties of a Keys.
         * @deprecated Use aldis.SyncMessage.Keys.$Properties instead.
         */
        interface IKeys extends aldis.SyncMessage.Keys.$Properties {
        }

        /** Represents a Keys. */
        class Keys {

            /**
             * Constructs a new Keys.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.SyncMessage.Keys.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Keys master. */
            master: Uint8Array;

            /**
             * Creates a new Keys instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Keys instance
             */
            static create(properties: aldis.SyncMessage.Keys.$Shape): aldis.SyncMessage.Keys & aldis.SyncMessage.Keys.$Shape;
            static create(properties?: aldis.SyncMessage.Keys.$Properties): aldis.SyncMessage.Keys;

            /**
             * Encodes the specified Keys message. Does not implicitly {@link aldis.SyncMessage.Keys.verify|verify} messages.
             * @param message Keys message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.SyncMessage.Keys.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Keys message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.Keys & aldis.SyncMessage.Keys.$Shape} Keys
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage.Keys & aldis.SyncMessage.Keys.$Shape;

            /**
             * Creates a Keys message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Keys
             */
            static fromObject(object: { [k: string]: any }): aldis.SyncMessage.Keys;

            /**
             * Creates a plain object from a Keys message. Also converts values to other types if specified.
             * @param message Keys
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.SyncMessage.Keys, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Keys to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Keys
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Keys {

            /** Properties of a Keys. */
            interface $Properties {

                /** Keys master */
                master?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Keys. */
            type $Shape = aldis.SyncMessage.Keys.$Properties;
        }

        /**
         * Properties of a PniChangeNumber.
         * @deprecated Use aldis.SyncMessage.PniChangeNumber.$Properties instead.
         */
        interface IPniChangeNumber extends aldis.SyncMessage.PniChangeNumber.$Properties {
        }

        /** Represents a PniChangeNumber. */
        class PniChangeNumber {

            /**
             * Constructs a new PniChangeNumber.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.SyncMessage.PniChangeNumber.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PniChangeNumber identityKeyPair. */
            identityKeyPair: Uint8Array;

            /** PniChangeNumber signedPreKey. */
            signedPreKey: Uint8Array;

            /** PniChangeNumber registrationId. */
            registrationId: number;

            /** PniChangeNumber newE164. */
            newE164: string;

            /** PniChangeNumber lastResortKyberPreKey. */
            lastResortKyberPreKey: Uint8Array;

            /**
             * Creates a new PniChangeNumber instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PniChangeNumber instance
             */
            static create(properties: aldis.SyncMessage.PniChangeNumber.$Shape): aldis.SyncMessage.PniChangeNumber & aldis.SyncMessage.PniChangeNumber.$Shape;
            static create(properties?: aldis.SyncMessage.PniChangeNumber.$Properties): aldis.SyncMessage.PniChangeNumber;

            /**
             * Encodes the specified PniChangeNumber message. Does not implicitly {@link aldis.SyncMessage.PniChangeNumber.verify|verify} messages.
             * @param message PniChangeNumber message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.SyncMessage.PniChangeNumber.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PniChangeNumber message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.PniChangeNumber & aldis.SyncMessage.PniChangeNumber.$Shape} PniChangeNumber
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage.PniChangeNumber & aldis.SyncMessage.PniChangeNumber.$Shape;

            /**
             * Creates a PniChangeNumber message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PniChangeNumber
             */
            static fromObject(object: { [k: string]: any }): aldis.SyncMessage.PniChangeNumber;

            /**
             * Creates a plain object from a PniChangeNumber message. Also converts values to other types if specified.
             * @param message PniChangeNumber
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.SyncMessage.PniChangeNumber, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PniChangeNumber to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for PniChangeNumber
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PniChangeNumber {

            /** Properties of a PniChangeNumber. */
            interface $Properties {

                /** PniChangeNumber identityKeyPair */
                identityKeyPair?: (Uint8Array|null);

                /** PniChangeNumber signedPreKey */
                signedPreKey?: (Uint8Array|null);

                /** PniChangeNumber registrationId */
                registrationId?: (number|null);

                /** PniChangeNumber newE164 */
                newE164?: (string|null);

                /** PniChangeNumber lastResortKyberPreKey */
                lastResortKyberPreKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PniChangeNumber. */
            type $Shape = aldis.SyncMessage.PniChangeNumber.$Properties;
        }

        /**
         * Properties of a History.
         * @deprecated Use aldis.SyncMessage.History.$Properties instead.
         */
        interface IHistory extends aldis.SyncMessage.History.$Properties {
        }

        /** Represents a History. */
        class History {

            /**
             * Constructs a new History.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.SyncMessage.History.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** History deviceId. */
            deviceId: number;

            /** History archive. */
            archive?: (aldis.BlobPointer.$Properties|null);

            /** History messages. */
            messages: number;

            /**
             * Creates a new History instance using the specified properties.
             * @param [properties] Properties to set
             * @returns History instance
             */
            static create(properties: aldis.SyncMessage.History.$Shape): aldis.SyncMessage.History & aldis.SyncMessage.History.$Shape;
            static create(properties?: aldis.SyncMessage.History.$Properties): aldis.SyncMessage.History;

            /**
             * Encodes the specified History message. Does not implicitly {@link aldis.SyncMessage.History.verify|verify} messages.
             * @param message History message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.SyncMessage.History.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a History message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.SyncMessage.History & aldis.SyncMessage.History.$Shape} History
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SyncMessage.History & aldis.SyncMessage.History.$Shape;

            /**
             * Creates a History message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns History
             */
            static fromObject(object: { [k: string]: any }): aldis.SyncMessage.History;

            /**
             * Creates a plain object from a History message. Also converts values to other types if specified.
             * @param message History
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.SyncMessage.History, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this History to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for History
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace History {

            /** Properties of a History. */
            interface $Properties {

                /** History deviceId */
                deviceId?: (number|null);

                /** History archive */
                archive?: (aldis.BlobPointer.$Properties|null);

                /** History messages */
                messages?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a History. */
            type $Shape = aldis.SyncMessage.History.$Properties;
        }
    }

    /**
     * Properties of a NullMessage.
     * @deprecated Use aldis.NullMessage.$Properties instead.
     */
    interface INullMessage extends aldis.NullMessage.$Properties {
    }

    /** Represents a NullMessage. */
    class NullMessage {

        /**
         * Constructs a new NullMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.NullMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** NullMessage padding. */
        padding: Uint8Array;

        /**
         * Creates a new NullMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns NullMessage instance
         */
        static create(properties: aldis.NullMessage.$Shape): aldis.NullMessage & aldis.NullMessage.$Shape;
        static create(properties?: aldis.NullMessage.$Properties): aldis.NullMessage;

        /**
         * Encodes the specified NullMessage message. Does not implicitly {@link aldis.NullMessage.verify|verify} messages.
         * @param message NullMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.NullMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a NullMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.NullMessage & aldis.NullMessage.$Shape} NullMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.NullMessage & aldis.NullMessage.$Shape;

        /**
         * Creates a NullMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns NullMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.NullMessage;

        /**
         * Creates a plain object from a NullMessage message. Also converts values to other types if specified.
         * @param message NullMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.NullMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this NullMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for NullMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace NullMessage {

        /** Properties of a NullMessage. */
        interface $Properties {

            /** NullMessage padding */
            padding?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a NullMessage. */
        type $Shape = aldis.NullMessage.$Properties;
    }

    /**
     * Properties of a ReceiptMessage.
     * @deprecated Use aldis.ReceiptMessage.$Properties instead.
     */
    interface IReceiptMessage extends aldis.ReceiptMessage.$Properties {
    }

    /** Represents a ReceiptMessage. */
    class ReceiptMessage {

        /**
         * Constructs a new ReceiptMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.ReceiptMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ReceiptMessage type. */
        type: aldis.ReceiptMessage.Type;

        /** ReceiptMessage timestamp. */
        timestamp: (number|Long)[];

        /**
         * Creates a new ReceiptMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ReceiptMessage instance
         */
        static create(properties: aldis.ReceiptMessage.$Shape): aldis.ReceiptMessage & aldis.ReceiptMessage.$Shape;
        static create(properties?: aldis.ReceiptMessage.$Properties): aldis.ReceiptMessage;

        /**
         * Encodes the specified ReceiptMessage message. Does not implicitly {@link aldis.ReceiptMessage.verify|verify} messages.
         * @param message ReceiptMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.ReceiptMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReceiptMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.ReceiptMessage & aldis.ReceiptMessage.$Shape} ReceiptMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.ReceiptMessage & aldis.ReceiptMessage.$Shape;

        /**
         * Creates a ReceiptMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ReceiptMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.ReceiptMessage;

        /**
         * Creates a plain object from a ReceiptMessage message. Also converts values to other types if specified.
         * @param message ReceiptMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.ReceiptMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ReceiptMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ReceiptMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ReceiptMessage {

        /** Properties of a ReceiptMessage. */
        interface $Properties {

            /** ReceiptMessage type */
            type?: (aldis.ReceiptMessage.Type|null);

            /** ReceiptMessage timestamp */
            timestamp?: ((number|Long)[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ReceiptMessage. */
        type $Shape = aldis.ReceiptMessage.$Properties;

        /** Type enum. */
        enum Type {

            /** DELIVERY value */
            DELIVERY = 0,

            /** READ value */
            READ = 1,

            /** VIEWED value */
            VIEWED = 2
        }
    }

    /**
     * Properties of a TypingMessage.
     * @deprecated Use aldis.TypingMessage.$Properties instead.
     */
    interface ITypingMessage extends aldis.TypingMessage.$Properties {
    }

    /** Represents a TypingMessage. */
    class TypingMessage {

        /**
         * Constructs a new TypingMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.TypingMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TypingMessage timestamp. */
        timestamp: (number|Long);

        /** TypingMessage action. */
        action: aldis.TypingMessage.Action;

        /** TypingMessage groupId. */
        groupId: Uint8Array;

        /**
         * Creates a new TypingMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TypingMessage instance
         */
        static create(properties: aldis.TypingMessage.$Shape): aldis.TypingMessage & aldis.TypingMessage.$Shape;
        static create(properties?: aldis.TypingMessage.$Properties): aldis.TypingMessage;

        /**
         * Encodes the specified TypingMessage message. Does not implicitly {@link aldis.TypingMessage.verify|verify} messages.
         * @param message TypingMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.TypingMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TypingMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.TypingMessage & aldis.TypingMessage.$Shape} TypingMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.TypingMessage & aldis.TypingMessage.$Shape;

        /**
         * Creates a TypingMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TypingMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.TypingMessage;

        /**
         * Creates a plain object from a TypingMessage message. Also converts values to other types if specified.
         * @param message TypingMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.TypingMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TypingMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TypingMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TypingMessage {

        /** Properties of a TypingMessage. */
        interface $Properties {

            /** TypingMessage timestamp */
            timestamp?: (number|Long|null);

            /** TypingMessage action */
            action?: (aldis.TypingMessage.Action|null);

            /** TypingMessage groupId */
            groupId?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TypingMessage. */
        type $Shape = aldis.TypingMessage.$Properties;

        /** Action enum. */
        enum Action {

            /** STARTED value */
            STARTED = 0,

            /** STOPPED value */
            STOPPED = 1
        }
    }

    /**
     * Properties of a CallKeys.
     * @deprecated Use aldis.CallKeys.$Properties instead.
     */
    interface ICallKeys extends aldis.CallKeys.$Properties {
    }

    /** Represents a CallKeys. */
    class CallKeys {

        /**
         * Constructs a new CallKeys.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallKeys.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallKeys timestamp. */
        timestamp: (number|Long);

        /** CallKeys callId. */
        callId: Uint8Array;

        /** CallKeys mediaId. */
        mediaId: number;

        /** CallKeys keys. */
        keys: aldis.CallKeys.Key.$Properties[];

        /** CallKeys asks. */
        asks: boolean;

        /**
         * Creates a new CallKeys instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallKeys instance
         */
        static create(properties: aldis.CallKeys.$Shape): aldis.CallKeys & aldis.CallKeys.$Shape;
        static create(properties?: aldis.CallKeys.$Properties): aldis.CallKeys;

        /**
         * Encodes the specified CallKeys message. Does not implicitly {@link aldis.CallKeys.verify|verify} messages.
         * @param message CallKeys message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallKeys.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallKeys message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallKeys & aldis.CallKeys.$Shape} CallKeys
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallKeys & aldis.CallKeys.$Shape;

        /**
         * Creates a CallKeys message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallKeys
         */
        static fromObject(object: { [k: string]: any }): aldis.CallKeys;

        /**
         * Creates a plain object from a CallKeys message. Also converts values to other types if specified.
         * @param message CallKeys
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallKeys, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallKeys to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallKeys
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallKeys {

        /** Properties of a CallKeys. */
        interface $Properties {

            /** CallKeys timestamp */
            timestamp?: (number|Long|null);

            /** CallKeys callId */
            callId?: (Uint8Array|null);

            /** CallKeys mediaId */
            mediaId?: (number|null);

            /** CallKeys keys */
            keys?: (aldis.CallKeys.Key.$Properties[]|null);

            /** CallKeys asks */
            asks?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallKeys. */
        type $Shape = aldis.CallKeys.$Properties;

        /**
         * Properties of a Key.
         * @deprecated Use aldis.CallKeys.Key.$Properties instead.
         */
        interface IKey extends aldis.CallKeys.Key.$Properties {
        }

        /** Represents a Key. */
        class Key {

            /**
             * Constructs a new Key.
             * @param [properties] Properties to set
             */
            constructor(properties?: aldis.CallKeys.Key.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Key generation. */
            generation: number;

            /** Key step. */
            step: number;

            /** Key base. */
            base: Uint8Array;

            /**
             * Creates a new Key instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Key instance
             */
            static create(properties: aldis.CallKeys.Key.$Shape): aldis.CallKeys.Key & aldis.CallKeys.Key.$Shape;
            static create(properties?: aldis.CallKeys.Key.$Properties): aldis.CallKeys.Key;

            /**
             * Encodes the specified Key message. Does not implicitly {@link aldis.CallKeys.Key.verify|verify} messages.
             * @param message Key message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: aldis.CallKeys.Key.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Key message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {aldis.CallKeys.Key & aldis.CallKeys.Key.$Shape} Key
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallKeys.Key & aldis.CallKeys.Key.$Shape;

            /**
             * Creates a Key message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Key
             */
            static fromObject(object: { [k: string]: any }): aldis.CallKeys.Key;

            /**
             * Creates a plain object from a Key message. Also converts values to other types if specified.
             * @param message Key
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: aldis.CallKeys.Key, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Key to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Key
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Key {

            /** Properties of a Key. */
            interface $Properties {

                /** Key generation */
                generation?: (number|null);

                /** Key step */
                step?: (number|null);

                /** Key base */
                base?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Key. */
            type $Shape = aldis.CallKeys.Key.$Properties;
        }
    }

    /**
     * Properties of a CallPeer.
     * @deprecated Use aldis.CallPeer.$Properties instead.
     */
    interface ICallPeer extends aldis.CallPeer.$Properties {
    }

    /** Represents a CallPeer. */
    class CallPeer {

        /**
         * Constructs a new CallPeer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallPeer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallPeer timestamp. */
        timestamp: (number|Long);

        /** CallPeer callId. */
        callId: Uint8Array;

        /** CallPeer mediaId. */
        mediaId: number;

        /** CallPeer to. */
        to: number;

        /** CallPeer attempt. */
        attempt: number;

        /** CallPeer said. */
        said: aldis.CallPeer.Said;

        /** CallPeer usernameFragment. */
        usernameFragment: string;

        /** CallPeer password. */
        password: string;

        /** CallPeer fingerprints. */
        fingerprints: string[];

        /** CallPeer ssrc. */
        ssrc: number;

        /** CallPeer payloadType. */
        payloadType: number;

        /** CallPeer candidates. */
        candidates: string[];

        /**
         * Creates a new CallPeer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallPeer instance
         */
        static create(properties: aldis.CallPeer.$Shape): aldis.CallPeer & aldis.CallPeer.$Shape;
        static create(properties?: aldis.CallPeer.$Properties): aldis.CallPeer;

        /**
         * Encodes the specified CallPeer message. Does not implicitly {@link aldis.CallPeer.verify|verify} messages.
         * @param message CallPeer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallPeer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallPeer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallPeer & aldis.CallPeer.$Shape} CallPeer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallPeer & aldis.CallPeer.$Shape;

        /**
         * Creates a CallPeer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallPeer
         */
        static fromObject(object: { [k: string]: any }): aldis.CallPeer;

        /**
         * Creates a plain object from a CallPeer message. Also converts values to other types if specified.
         * @param message CallPeer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallPeer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallPeer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallPeer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallPeer {

        /** Properties of a CallPeer. */
        interface $Properties {

            /** CallPeer timestamp */
            timestamp?: (number|Long|null);

            /** CallPeer callId */
            callId?: (Uint8Array|null);

            /** CallPeer mediaId */
            mediaId?: (number|null);

            /** CallPeer to */
            to?: (number|null);

            /** CallPeer attempt */
            attempt?: (number|null);

            /** CallPeer said */
            said?: (aldis.CallPeer.Said|null);

            /** CallPeer usernameFragment */
            usernameFragment?: (string|null);

            /** CallPeer password */
            password?: (string|null);

            /** CallPeer fingerprints */
            fingerprints?: (string[]|null);

            /** CallPeer ssrc */
            ssrc?: (number|null);

            /** CallPeer payloadType */
            payloadType?: (number|null);

            /** CallPeer candidates */
            candidates?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallPeer. */
        type $Shape = aldis.CallPeer.$Properties;

        /** Said enum. */
        enum Said {

            /** UNKNOWN value */
            UNKNOWN = 0,

            /** OFFER value */
            OFFER = 1,

            /** ANSWER value */
            ANSWER = 2
        }
    }

    /**
     * Properties of a CallMessage.
     * @deprecated Use aldis.CallMessage.$Properties instead.
     */
    interface ICallMessage extends aldis.CallMessage.$Properties {
    }

    /** Represents a CallMessage. */
    class CallMessage {

        /**
         * Constructs a new CallMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallMessage type. */
        type: aldis.CallMessage.Type;

        /** CallMessage timestamp. */
        timestamp: (number|Long);

        /** CallMessage callId. */
        callId: Uint8Array;

        /** CallMessage secret. */
        secret: Uint8Array;

        /** CallMessage mediaKind. */
        mediaKind: aldis.CallMessage.MediaKind;

        /** CallMessage superseded. */
        superseded: boolean;

        /** CallMessage outcome. */
        outcome: aldis.CallMessage.Outcome;

        /** CallMessage group. */
        group?: (aldis.GroupContext.$Properties|null);

        /**
         * Creates a new CallMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallMessage instance
         */
        static create(properties: aldis.CallMessage.$Shape): aldis.CallMessage & aldis.CallMessage.$Shape;
        static create(properties?: aldis.CallMessage.$Properties): aldis.CallMessage;

        /**
         * Encodes the specified CallMessage message. Does not implicitly {@link aldis.CallMessage.verify|verify} messages.
         * @param message CallMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallMessage & aldis.CallMessage.$Shape} CallMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallMessage & aldis.CallMessage.$Shape;

        /**
         * Creates a CallMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.CallMessage;

        /**
         * Creates a plain object from a CallMessage message. Also converts values to other types if specified.
         * @param message CallMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallMessage {

        /** Properties of a CallMessage. */
        interface $Properties {

            /** CallMessage type */
            type?: (aldis.CallMessage.Type|null);

            /** CallMessage timestamp */
            timestamp?: (number|Long|null);

            /** CallMessage callId */
            callId?: (Uint8Array|null);

            /** CallMessage secret */
            secret?: (Uint8Array|null);

            /** CallMessage mediaKind */
            mediaKind?: (aldis.CallMessage.MediaKind|null);

            /** CallMessage superseded */
            superseded?: (boolean|null);

            /** CallMessage outcome */
            outcome?: (aldis.CallMessage.Outcome|null);

            /** CallMessage group */
            group?: (aldis.GroupContext.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallMessage. */
        type $Shape = aldis.CallMessage.$Properties;

        /** Type enum. */
        enum Type {

            /** UNKNOWN value */
            UNKNOWN = 0,

            /** RING value */
            RING = 1,

            /** ANSWERED value */
            ANSWERED = 2,

            /** DECLINED value */
            DECLINED = 3,

            /** BUSY value */
            BUSY = 4,

            /** HANGUP value */
            HANGUP = 5,

            /** PAST value */
            PAST = 6,

            /** RING_GROUP value */
            RING_GROUP = 7,

            /** UNRING_GROUP value */
            UNRING_GROUP = 8
        }

        /** MediaKind enum. */
        enum MediaKind {

            /** AUDIO value */
            AUDIO = 0
        }

        /** Outcome enum. */
        enum Outcome {

            /** MISSED value */
            MISSED = 0,

            /** OUTCOME_ANSWERED value */
            OUTCOME_ANSWERED = 1,

            /** OUTCOME_DECLINED value */
            OUTCOME_DECLINED = 2,

            /** OUTCOME_BUSY value */
            OUTCOME_BUSY = 3,

            /** UNANSWERED value */
            UNANSWERED = 4
        }
    }

    /**
     * Properties of a DeviceList.
     * @deprecated Use aldis.DeviceList.$Properties instead.
     */
    interface IDeviceList extends aldis.DeviceList.$Properties {
    }

    /** Represents a DeviceList. */
    class DeviceList {

        /**
         * Constructs a new DeviceList.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.DeviceList.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DeviceList account. */
        account: Uint8Array;

        /** DeviceList version. */
        version: (number|Long);

        /** DeviceList devices. */
        devices: aldis.DeviceListEntry.$Properties[];

        /**
         * Creates a new DeviceList instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DeviceList instance
         */
        static create(properties: aldis.DeviceList.$Shape): aldis.DeviceList & aldis.DeviceList.$Shape;
        static create(properties?: aldis.DeviceList.$Properties): aldis.DeviceList;

        /**
         * Encodes the specified DeviceList message. Does not implicitly {@link aldis.DeviceList.verify|verify} messages.
         * @param message DeviceList message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.DeviceList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DeviceList message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.DeviceList & aldis.DeviceList.$Shape} DeviceList
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.DeviceList & aldis.DeviceList.$Shape;

        /**
         * Creates a DeviceList message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DeviceList
         */
        static fromObject(object: { [k: string]: any }): aldis.DeviceList;

        /**
         * Creates a plain object from a DeviceList message. Also converts values to other types if specified.
         * @param message DeviceList
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.DeviceList, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DeviceList to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DeviceList
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DeviceList {

        /** Properties of a DeviceList. */
        interface $Properties {

            /** DeviceList account */
            account?: (Uint8Array|null);

            /** DeviceList version */
            version?: (number|Long|null);

            /** DeviceList devices */
            devices?: (aldis.DeviceListEntry.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DeviceList. */
        type $Shape = aldis.DeviceList.$Properties;
    }

    /**
     * Properties of a DeviceListEntry.
     * @deprecated Use aldis.DeviceListEntry.$Properties instead.
     */
    interface IDeviceListEntry extends aldis.DeviceListEntry.$Properties {
    }

    /** Represents a DeviceListEntry. */
    class DeviceListEntry {

        /**
         * Constructs a new DeviceListEntry.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.DeviceListEntry.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DeviceListEntry id. */
        id: number;

        /** DeviceListEntry registrationId. */
        registrationId: number;

        /** DeviceListEntry pniRegistrationId. */
        pniRegistrationId: number;

        /** DeviceListEntry addedAt. */
        addedAt: (number|Long);

        /**
         * Creates a new DeviceListEntry instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DeviceListEntry instance
         */
        static create(properties: aldis.DeviceListEntry.$Shape): aldis.DeviceListEntry & aldis.DeviceListEntry.$Shape;
        static create(properties?: aldis.DeviceListEntry.$Properties): aldis.DeviceListEntry;

        /**
         * Encodes the specified DeviceListEntry message. Does not implicitly {@link aldis.DeviceListEntry.verify|verify} messages.
         * @param message DeviceListEntry message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.DeviceListEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DeviceListEntry message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.DeviceListEntry & aldis.DeviceListEntry.$Shape} DeviceListEntry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.DeviceListEntry & aldis.DeviceListEntry.$Shape;

        /**
         * Creates a DeviceListEntry message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DeviceListEntry
         */
        static fromObject(object: { [k: string]: any }): aldis.DeviceListEntry;

        /**
         * Creates a plain object from a DeviceListEntry message. Also converts values to other types if specified.
         * @param message DeviceListEntry
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.DeviceListEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DeviceListEntry to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DeviceListEntry
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DeviceListEntry {

        /** Properties of a DeviceListEntry. */
        interface $Properties {

            /** DeviceListEntry id */
            id?: (number|null);

            /** DeviceListEntry registrationId */
            registrationId?: (number|null);

            /** DeviceListEntry pniRegistrationId */
            pniRegistrationId?: (number|null);

            /** DeviceListEntry addedAt */
            addedAt?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DeviceListEntry. */
        type $Shape = aldis.DeviceListEntry.$Properties;
    }

    /**
     * Properties of an Envelope.
     * @deprecated Use aldis.Envelope.$Properties instead.
     */
    interface IEnvelope extends aldis.Envelope.$Properties {
    }

    /** Represents an Envelope. */
    class Envelope {

        /**
         * Constructs a new Envelope.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Envelope.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Envelope type. */
        type: aldis.Envelope.Type;

        /** Envelope clientTimestamp. */
        clientTimestamp: (number|Long);

        /** Envelope sourceDevice. */
        sourceDevice: number;

        /** Envelope content. */
        content: Uint8Array;

        /** Envelope serverTimestamp. */
        serverTimestamp: (number|Long);

        /** Envelope ephemeral. */
        ephemeral: boolean;

        /** Envelope urgent. */
        urgent: boolean;

        /** Envelope story. */
        story: boolean;

        /** Envelope reportSpamToken. */
        reportSpamToken: Uint8Array;

        /** Envelope sharedMrmKey. */
        sharedMrmKey: Uint8Array;

        /** Envelope sourceServiceId. */
        sourceServiceId: string;

        /** Envelope destinationServiceId. */
        destinationServiceId: string;

        /** Envelope serverGuid. */
        serverGuid: Uint8Array;

        /** Envelope updatedPni. */
        updatedPni: string;

        /**
         * Creates a new Envelope instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Envelope instance
         */
        static create(properties: aldis.Envelope.$Shape): aldis.Envelope & aldis.Envelope.$Shape;
        static create(properties?: aldis.Envelope.$Properties): aldis.Envelope;

        /**
         * Encodes the specified Envelope message. Does not implicitly {@link aldis.Envelope.verify|verify} messages.
         * @param message Envelope message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Envelope message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Envelope & aldis.Envelope.$Shape} Envelope
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Envelope & aldis.Envelope.$Shape;

        /**
         * Creates an Envelope message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Envelope
         */
        static fromObject(object: { [k: string]: any }): aldis.Envelope;

        /**
         * Creates a plain object from an Envelope message. Also converts values to other types if specified.
         * @param message Envelope
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Envelope, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Envelope to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Envelope
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Envelope {

        /** Properties of an Envelope. */
        interface $Properties {

            /** Envelope type */
            type?: (aldis.Envelope.Type|null);

            /** Envelope clientTimestamp */
            clientTimestamp?: (number|Long|null);

            /** Envelope sourceDevice */
            sourceDevice?: (number|null);

            /** Envelope content */
            content?: (Uint8Array|null);

            /** Envelope serverTimestamp */
            serverTimestamp?: (number|Long|null);

            /** Envelope ephemeral */
            ephemeral?: (boolean|null);

            /** Envelope urgent */
            urgent?: (boolean|null);

            /** Envelope story */
            story?: (boolean|null);

            /** Envelope reportSpamToken */
            reportSpamToken?: (Uint8Array|null);

            /** Envelope sharedMrmKey */
            sharedMrmKey?: (Uint8Array|null);

            /** Envelope sourceServiceId */
            sourceServiceId?: (string|null);

            /** Envelope destinationServiceId */
            destinationServiceId?: (string|null);

            /** Envelope serverGuid */
            serverGuid?: (Uint8Array|null);

            /** Envelope updatedPni */
            updatedPni?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Envelope. */
        type $Shape = aldis.Envelope.$Properties;

        /** Type enum. */
        enum Type {

            /** UNKNOWN value */
            UNKNOWN = 0,

            /** CIPHERTEXT value */
            CIPHERTEXT = 1,

            /** PREKEY_MESSAGE value */
            PREKEY_MESSAGE = 3,

            /** SERVER_DELIVERY_RECEIPT value */
            SERVER_DELIVERY_RECEIPT = 5,

            /** UNIDENTIFIED_SENDER value */
            UNIDENTIFIED_SENDER = 6,

            /** PLAINTEXT_CONTENT value */
            PLAINTEXT_CONTENT = 8
        }
    }

    /**
     * Properties of a Refusal.
     * @deprecated Use aldis.Refusal.$Properties instead.
     */
    interface IRefusal extends aldis.Refusal.$Properties {
    }

    /** Represents a Refusal. */
    class Refusal {

        /**
         * Constructs a new Refusal.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Refusal.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Refusal code. */
        code: string;

        /** Refusal message. */
        message: string;

        /** Refusal retryable. */
        retryable: boolean;

        /** Refusal retryAfterMs. */
        retryAfterMs: (number|Long);

        /** Refusal mismatchedDevices. */
        mismatchedDevices?: (aldis.MismatchedDevices.$Properties|null);

        /** Refusal challenge. */
        challenge?: (aldis.Challenge.$Properties|null);

        /**
         * Creates a new Refusal instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Refusal instance
         */
        static create(properties: aldis.Refusal.$Shape): aldis.Refusal & aldis.Refusal.$Shape;
        static create(properties?: aldis.Refusal.$Properties): aldis.Refusal;

        /**
         * Encodes the specified Refusal message. Does not implicitly {@link aldis.Refusal.verify|verify} messages.
         * @param message Refusal message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Refusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Refusal message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Refusal & aldis.Refusal.$Shape} Refusal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Refusal & aldis.Refusal.$Shape;

        /**
         * Creates a Refusal message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Refusal
         */
        static fromObject(object: { [k: string]: any }): aldis.Refusal;

        /**
         * Creates a plain object from a Refusal message. Also converts values to other types if specified.
         * @param message Refusal
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Refusal, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Refusal to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Refusal
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Refusal {

        /** Properties of a Refusal. */
        interface $Properties {

            /** Refusal code */
            code?: (string|null);

            /** Refusal message */
            message?: (string|null);

            /** Refusal retryable */
            retryable?: (boolean|null);

            /** Refusal retryAfterMs */
            retryAfterMs?: (number|Long|null);

            /** Refusal mismatchedDevices */
            mismatchedDevices?: (aldis.MismatchedDevices.$Properties|null);

            /** Refusal challenge */
            challenge?: (aldis.Challenge.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Refusal. */
        type $Shape = aldis.Refusal.$Properties;
    }

    /**
     * Properties of a Challenge.
     * @deprecated Use aldis.Challenge.$Properties instead.
     */
    interface IChallenge extends aldis.Challenge.$Properties {
    }

    /** Represents a Challenge. */
    class Challenge {

        /**
         * Constructs a new Challenge.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Challenge.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Challenge token. */
        token: string;

        /** Challenge options. */
        options: string[];

        /** Challenge captchaPage. */
        captchaPage: string;

        /**
         * Creates a new Challenge instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Challenge instance
         */
        static create(properties: aldis.Challenge.$Shape): aldis.Challenge & aldis.Challenge.$Shape;
        static create(properties?: aldis.Challenge.$Properties): aldis.Challenge;

        /**
         * Encodes the specified Challenge message. Does not implicitly {@link aldis.Challenge.verify|verify} messages.
         * @param message Challenge message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Challenge.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Challenge message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Challenge & aldis.Challenge.$Shape} Challenge
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Challenge & aldis.Challenge.$Shape;

        /**
         * Creates a Challenge message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Challenge
         */
        static fromObject(object: { [k: string]: any }): aldis.Challenge;

        /**
         * Creates a plain object from a Challenge message. Also converts values to other types if specified.
         * @param message Challenge
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Challenge, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Challenge to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Challenge
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Challenge {

        /** Properties of a Challenge. */
        interface $Properties {

            /** Challenge token */
            token?: (string|null);

            /** Challenge options */
            options?: (string[]|null);

            /** Challenge captchaPage */
            captchaPage?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Challenge. */
        type $Shape = aldis.Challenge.$Properties;
    }

    /**
     * Properties of a MismatchedDevices.
     * @deprecated Use aldis.MismatchedDevices.$Properties instead.
     */
    interface IMismatchedDevices extends aldis.MismatchedDevices.$Properties {
    }

    /** Represents a MismatchedDevices. */
    class MismatchedDevices {

        /**
         * Constructs a new MismatchedDevices.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.MismatchedDevices.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MismatchedDevices missing. */
        missing: number[];

        /** MismatchedDevices extra. */
        extra: number[];

        /** MismatchedDevices stale. */
        stale: number[];

        /**
         * Creates a new MismatchedDevices instance using the specified properties.
         * @param [properties] Properties to set
         * @returns MismatchedDevices instance
         */
        static create(properties: aldis.MismatchedDevices.$Shape): aldis.MismatchedDevices & aldis.MismatchedDevices.$Shape;
        static create(properties?: aldis.MismatchedDevices.$Properties): aldis.MismatchedDevices;

        /**
         * Encodes the specified MismatchedDevices message. Does not implicitly {@link aldis.MismatchedDevices.verify|verify} messages.
         * @param message MismatchedDevices message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.MismatchedDevices.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MismatchedDevices message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.MismatchedDevices & aldis.MismatchedDevices.$Shape} MismatchedDevices
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.MismatchedDevices & aldis.MismatchedDevices.$Shape;

        /**
         * Creates a MismatchedDevices message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns MismatchedDevices
         */
        static fromObject(object: { [k: string]: any }): aldis.MismatchedDevices;

        /**
         * Creates a plain object from a MismatchedDevices message. Also converts values to other types if specified.
         * @param message MismatchedDevices
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.MismatchedDevices, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this MismatchedDevices to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for MismatchedDevices
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace MismatchedDevices {

        /** Properties of a MismatchedDevices. */
        interface $Properties {

            /** MismatchedDevices missing */
            missing?: (number[]|null);

            /** MismatchedDevices extra */
            extra?: (number[]|null);

            /** MismatchedDevices stale */
            stale?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MismatchedDevices. */
        type $Shape = aldis.MismatchedDevices.$Properties;
    }

    /**
     * Properties of a Send.
     * @deprecated Use aldis.Send.$Properties instead.
     */
    interface ISend extends aldis.Send.$Properties {
    }

    /** Represents a Send. */
    class Send {

        /**
         * Constructs a new Send.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Send.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Send guid. */
        guid: Uint8Array;

        /** Send destination. */
        destination: string;

        /** Send contents. */
        contents: aldis.DeviceContent.$Properties[];

        /** Send ephemeral. */
        ephemeral: boolean;

        /** Send urgent. */
        urgent?: (boolean|null);

        /** Send timestamp. */
        timestamp: (number|Long);

        /** Send accessKey. */
        accessKey: Uint8Array;

        /**
         * Creates a new Send instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Send instance
         */
        static create(properties: aldis.Send.$Shape): aldis.Send & aldis.Send.$Shape;
        static create(properties?: aldis.Send.$Properties): aldis.Send;

        /**
         * Encodes the specified Send message. Does not implicitly {@link aldis.Send.verify|verify} messages.
         * @param message Send message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Send.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Send message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Send & aldis.Send.$Shape} Send
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Send & aldis.Send.$Shape;

        /**
         * Creates a Send message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Send
         */
        static fromObject(object: { [k: string]: any }): aldis.Send;

        /**
         * Creates a plain object from a Send message. Also converts values to other types if specified.
         * @param message Send
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Send, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Send to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Send
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Send {

        /** Properties of a Send. */
        interface $Properties {

            /** Send guid */
            guid?: (Uint8Array|null);

            /** Send destination */
            destination?: (string|null);

            /** Send contents */
            contents?: (aldis.DeviceContent.$Properties[]|null);

            /** Send ephemeral */
            ephemeral?: (boolean|null);

            /** Send urgent */
            urgent?: (boolean|null);

            /** Send timestamp */
            timestamp?: (number|Long|null);

            /** Send accessKey */
            accessKey?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Send. */
        type $Shape = aldis.Send.$Properties;
    }

    /**
     * Properties of a DeviceContent.
     * @deprecated Use aldis.DeviceContent.$Properties instead.
     */
    interface IDeviceContent extends aldis.DeviceContent.$Properties {
    }

    /** Represents a DeviceContent. */
    class DeviceContent {

        /**
         * Constructs a new DeviceContent.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.DeviceContent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DeviceContent deviceId. */
        deviceId: number;

        /** DeviceContent registrationId. */
        registrationId: number;

        /** DeviceContent type. */
        type: number;

        /** DeviceContent content. */
        content: Uint8Array;

        /**
         * Creates a new DeviceContent instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DeviceContent instance
         */
        static create(properties: aldis.DeviceContent.$Shape): aldis.DeviceContent & aldis.DeviceContent.$Shape;
        static create(properties?: aldis.DeviceContent.$Properties): aldis.DeviceContent;

        /**
         * Encodes the specified DeviceContent message. Does not implicitly {@link aldis.DeviceContent.verify|verify} messages.
         * @param message DeviceContent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.DeviceContent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DeviceContent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.DeviceContent & aldis.DeviceContent.$Shape} DeviceContent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.DeviceContent & aldis.DeviceContent.$Shape;

        /**
         * Creates a DeviceContent message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DeviceContent
         */
        static fromObject(object: { [k: string]: any }): aldis.DeviceContent;

        /**
         * Creates a plain object from a DeviceContent message. Also converts values to other types if specified.
         * @param message DeviceContent
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.DeviceContent, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DeviceContent to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DeviceContent
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DeviceContent {

        /** Properties of a DeviceContent. */
        interface $Properties {

            /** DeviceContent deviceId */
            deviceId?: (number|null);

            /** DeviceContent registrationId */
            registrationId?: (number|null);

            /** DeviceContent type */
            type?: (number|null);

            /** DeviceContent content */
            content?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DeviceContent. */
        type $Shape = aldis.DeviceContent.$Properties;
    }

    /**
     * Properties of a SendAnswer.
     * @deprecated Use aldis.SendAnswer.$Properties instead.
     */
    interface ISendAnswer extends aldis.SendAnswer.$Properties {
    }

    /** Represents a SendAnswer. */
    class SendAnswer {

        /**
         * Constructs a new SendAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.SendAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SendAnswer refusal. */
        refusal?: (aldis.Refusal.$Properties|null);

        /** SendAnswer serverTimestamp. */
        serverTimestamp: (number|Long);

        /** SendAnswer needsSync. */
        needsSync: boolean;

        /**
         * Creates a new SendAnswer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SendAnswer instance
         */
        static create(properties: aldis.SendAnswer.$Shape): aldis.SendAnswer & aldis.SendAnswer.$Shape;
        static create(properties?: aldis.SendAnswer.$Properties): aldis.SendAnswer;

        /**
         * Encodes the specified SendAnswer message. Does not implicitly {@link aldis.SendAnswer.verify|verify} messages.
         * @param message SendAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.SendAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SendAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.SendAnswer & aldis.SendAnswer.$Shape} SendAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SendAnswer & aldis.SendAnswer.$Shape;

        /**
         * Creates a SendAnswer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SendAnswer
         */
        static fromObject(object: { [k: string]: any }): aldis.SendAnswer;

        /**
         * Creates a plain object from a SendAnswer message. Also converts values to other types if specified.
         * @param message SendAnswer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.SendAnswer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SendAnswer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SendAnswer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SendAnswer {

        /** Properties of a SendAnswer. */
        interface $Properties {

            /** SendAnswer refusal */
            refusal?: (aldis.Refusal.$Properties|null);

            /** SendAnswer serverTimestamp */
            serverTimestamp?: (number|Long|null);

            /** SendAnswer needsSync */
            needsSync?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SendAnswer. */
        type $Shape = aldis.SendAnswer.$Properties;
    }

    /**
     * Properties of a SendGroup.
     * @deprecated Use aldis.SendGroup.$Properties instead.
     */
    interface ISendGroup extends aldis.SendGroup.$Properties {
    }

    /** Represents a SendGroup. */
    class SendGroup {

        /**
         * Constructs a new SendGroup.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.SendGroup.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SendGroup upload. */
        upload: Uint8Array;

        /** SendGroup groupSendToken. */
        groupSendToken: Uint8Array;

        /** SendGroup timestamp. */
        timestamp: (number|Long);

        /** SendGroup ephemeral. */
        ephemeral: boolean;

        /** SendGroup urgent. */
        urgent?: (boolean|null);

        /**
         * Creates a new SendGroup instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SendGroup instance
         */
        static create(properties: aldis.SendGroup.$Shape): aldis.SendGroup & aldis.SendGroup.$Shape;
        static create(properties?: aldis.SendGroup.$Properties): aldis.SendGroup;

        /**
         * Encodes the specified SendGroup message. Does not implicitly {@link aldis.SendGroup.verify|verify} messages.
         * @param message SendGroup message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.SendGroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SendGroup message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.SendGroup & aldis.SendGroup.$Shape} SendGroup
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SendGroup & aldis.SendGroup.$Shape;

        /**
         * Creates a SendGroup message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SendGroup
         */
        static fromObject(object: { [k: string]: any }): aldis.SendGroup;

        /**
         * Creates a plain object from a SendGroup message. Also converts values to other types if specified.
         * @param message SendGroup
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.SendGroup, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SendGroup to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SendGroup
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SendGroup {

        /** Properties of a SendGroup. */
        interface $Properties {

            /** SendGroup upload */
            upload?: (Uint8Array|null);

            /** SendGroup groupSendToken */
            groupSendToken?: (Uint8Array|null);

            /** SendGroup timestamp */
            timestamp?: (number|Long|null);

            /** SendGroup ephemeral */
            ephemeral?: (boolean|null);

            /** SendGroup urgent */
            urgent?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SendGroup. */
        type $Shape = aldis.SendGroup.$Properties;
    }

    /**
     * Properties of a SendGroupAnswer.
     * @deprecated Use aldis.SendGroupAnswer.$Properties instead.
     */
    interface ISendGroupAnswer extends aldis.SendGroupAnswer.$Properties {
    }

    /** Represents a SendGroupAnswer. */
    class SendGroupAnswer {

        /**
         * Constructs a new SendGroupAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.SendGroupAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SendGroupAnswer refusal. */
        refusal?: (aldis.Refusal.$Properties|null);

        /** SendGroupAnswer serverTimestamp. */
        serverTimestamp: (number|Long);

        /** SendGroupAnswer mismatches. */
        mismatches: aldis.AccountMismatch.$Properties[];

        /** SendGroupAnswer unknown. */
        unknown: string[];

        /** SendGroupAnswer held. */
        held: string[];

        /**
         * Creates a new SendGroupAnswer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SendGroupAnswer instance
         */
        static create(properties: aldis.SendGroupAnswer.$Shape): aldis.SendGroupAnswer & aldis.SendGroupAnswer.$Shape;
        static create(properties?: aldis.SendGroupAnswer.$Properties): aldis.SendGroupAnswer;

        /**
         * Encodes the specified SendGroupAnswer message. Does not implicitly {@link aldis.SendGroupAnswer.verify|verify} messages.
         * @param message SendGroupAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.SendGroupAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SendGroupAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.SendGroupAnswer & aldis.SendGroupAnswer.$Shape} SendGroupAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SendGroupAnswer & aldis.SendGroupAnswer.$Shape;

        /**
         * Creates a SendGroupAnswer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SendGroupAnswer
         */
        static fromObject(object: { [k: string]: any }): aldis.SendGroupAnswer;

        /**
         * Creates a plain object from a SendGroupAnswer message. Also converts values to other types if specified.
         * @param message SendGroupAnswer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.SendGroupAnswer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SendGroupAnswer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SendGroupAnswer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SendGroupAnswer {

        /** Properties of a SendGroupAnswer. */
        interface $Properties {

            /** SendGroupAnswer refusal */
            refusal?: (aldis.Refusal.$Properties|null);

            /** SendGroupAnswer serverTimestamp */
            serverTimestamp?: (number|Long|null);

            /** SendGroupAnswer mismatches */
            mismatches?: (aldis.AccountMismatch.$Properties[]|null);

            /** SendGroupAnswer unknown */
            unknown?: (string[]|null);

            /** SendGroupAnswer held */
            held?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SendGroupAnswer. */
        type $Shape = aldis.SendGroupAnswer.$Properties;
    }

    /**
     * Properties of an AccountMismatch.
     * @deprecated Use aldis.AccountMismatch.$Properties instead.
     */
    interface IAccountMismatch extends aldis.AccountMismatch.$Properties {
    }

    /** Represents an AccountMismatch. */
    class AccountMismatch {

        /**
         * Constructs a new AccountMismatch.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.AccountMismatch.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AccountMismatch account. */
        account: string;

        /** AccountMismatch devices. */
        devices?: (aldis.MismatchedDevices.$Properties|null);

        /**
         * Creates a new AccountMismatch instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AccountMismatch instance
         */
        static create(properties: aldis.AccountMismatch.$Shape): aldis.AccountMismatch & aldis.AccountMismatch.$Shape;
        static create(properties?: aldis.AccountMismatch.$Properties): aldis.AccountMismatch;

        /**
         * Encodes the specified AccountMismatch message. Does not implicitly {@link aldis.AccountMismatch.verify|verify} messages.
         * @param message AccountMismatch message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.AccountMismatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AccountMismatch message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.AccountMismatch & aldis.AccountMismatch.$Shape} AccountMismatch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.AccountMismatch & aldis.AccountMismatch.$Shape;

        /**
         * Creates an AccountMismatch message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AccountMismatch
         */
        static fromObject(object: { [k: string]: any }): aldis.AccountMismatch;

        /**
         * Creates a plain object from an AccountMismatch message. Also converts values to other types if specified.
         * @param message AccountMismatch
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.AccountMismatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AccountMismatch to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AccountMismatch
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AccountMismatch {

        /** Properties of an AccountMismatch. */
        interface $Properties {

            /** AccountMismatch account */
            account?: (string|null);

            /** AccountMismatch devices */
            devices?: (aldis.MismatchedDevices.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AccountMismatch. */
        type $Shape = aldis.AccountMismatch.$Properties;
    }

    /**
     * Properties of a Deliver.
     * @deprecated Use aldis.Deliver.$Properties instead.
     */
    interface IDeliver extends aldis.Deliver.$Properties {
    }

    /** Represents a Deliver. */
    class Deliver {

        /**
         * Constructs a new Deliver.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Deliver.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Deliver envelopes. */
        envelopes: Uint8Array[];

        /**
         * Creates a new Deliver instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Deliver instance
         */
        static create(properties: aldis.Deliver.$Shape): aldis.Deliver & aldis.Deliver.$Shape;
        static create(properties?: aldis.Deliver.$Properties): aldis.Deliver;

        /**
         * Encodes the specified Deliver message. Does not implicitly {@link aldis.Deliver.verify|verify} messages.
         * @param message Deliver message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Deliver.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Deliver message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Deliver & aldis.Deliver.$Shape} Deliver
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Deliver & aldis.Deliver.$Shape;

        /**
         * Creates a Deliver message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Deliver
         */
        static fromObject(object: { [k: string]: any }): aldis.Deliver;

        /**
         * Creates a plain object from a Deliver message. Also converts values to other types if specified.
         * @param message Deliver
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Deliver, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Deliver to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Deliver
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Deliver {

        /** Properties of a Deliver. */
        interface $Properties {

            /** Deliver envelopes */
            envelopes?: (Uint8Array[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Deliver. */
        type $Shape = aldis.Deliver.$Properties;
    }

    /**
     * Properties of an Ack.
     * @deprecated Use aldis.Ack.$Properties instead.
     */
    interface IAck extends aldis.Ack.$Properties {
    }

    /** Represents an Ack. */
    class Ack {

        /**
         * Constructs a new Ack.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Ack.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Ack guids. */
        guids: Uint8Array[];

        /**
         * Creates a new Ack instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Ack instance
         */
        static create(properties: aldis.Ack.$Shape): aldis.Ack & aldis.Ack.$Shape;
        static create(properties?: aldis.Ack.$Properties): aldis.Ack;

        /**
         * Encodes the specified Ack message. Does not implicitly {@link aldis.Ack.verify|verify} messages.
         * @param message Ack message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Ack message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Ack & aldis.Ack.$Shape} Ack
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Ack & aldis.Ack.$Shape;

        /**
         * Creates an Ack message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Ack
         */
        static fromObject(object: { [k: string]: any }): aldis.Ack;

        /**
         * Creates a plain object from an Ack message. Also converts values to other types if specified.
         * @param message Ack
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Ack, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Ack to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Ack
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Ack {

        /** Properties of an Ack. */
        interface $Properties {

            /** Ack guids */
            guids?: (Uint8Array[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Ack. */
        type $Shape = aldis.Ack.$Properties;
    }

    /**
     * Properties of an AckAnswer.
     * @deprecated Use aldis.AckAnswer.$Properties instead.
     */
    interface IAckAnswer extends aldis.AckAnswer.$Properties {
    }

    /** Represents an AckAnswer. */
    class AckAnswer {

        /**
         * Constructs a new AckAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.AckAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AckAnswer refusal. */
        refusal?: (aldis.Refusal.$Properties|null);

        /**
         * Creates a new AckAnswer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AckAnswer instance
         */
        static create(properties: aldis.AckAnswer.$Shape): aldis.AckAnswer & aldis.AckAnswer.$Shape;
        static create(properties?: aldis.AckAnswer.$Properties): aldis.AckAnswer;

        /**
         * Encodes the specified AckAnswer message. Does not implicitly {@link aldis.AckAnswer.verify|verify} messages.
         * @param message AckAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.AckAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AckAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.AckAnswer & aldis.AckAnswer.$Shape} AckAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.AckAnswer & aldis.AckAnswer.$Shape;

        /**
         * Creates an AckAnswer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AckAnswer
         */
        static fromObject(object: { [k: string]: any }): aldis.AckAnswer;

        /**
         * Creates a plain object from an AckAnswer message. Also converts values to other types if specified.
         * @param message AckAnswer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.AckAnswer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AckAnswer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AckAnswer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AckAnswer {

        /** Properties of an AckAnswer. */
        interface $Properties {

            /** AckAnswer refusal */
            refusal?: (aldis.Refusal.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AckAnswer. */
        type $Shape = aldis.AckAnswer.$Properties;
    }

    /**
     * Properties of a Request.
     * @deprecated Use aldis.Request.$Properties instead.
     */
    interface IRequest extends aldis.Request.$Properties {
    }

    /** Represents a Request. */
    class Request {

        /**
         * Constructs a new Request.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Request.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Request verb. */
        verb: string;

        /** Request path. */
        path: string;

        /** Request headers. */
        headers: string[];

        /** Request body. */
        body: Uint8Array;

        /**
         * Creates a new Request instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Request instance
         */
        static create(properties: aldis.Request.$Shape): aldis.Request & aldis.Request.$Shape;
        static create(properties?: aldis.Request.$Properties): aldis.Request;

        /**
         * Encodes the specified Request message. Does not implicitly {@link aldis.Request.verify|verify} messages.
         * @param message Request message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Request.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Request message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Request & aldis.Request.$Shape} Request
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Request & aldis.Request.$Shape;

        /**
         * Creates a Request message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Request
         */
        static fromObject(object: { [k: string]: any }): aldis.Request;

        /**
         * Creates a plain object from a Request message. Also converts values to other types if specified.
         * @param message Request
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Request, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Request to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Request
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Request {

        /** Properties of a Request. */
        interface $Properties {

            /** Request verb */
            verb?: (string|null);

            /** Request path */
            path?: (string|null);

            /** Request headers */
            headers?: (string[]|null);

            /** Request body */
            body?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Request. */
        type $Shape = aldis.Request.$Properties;
    }

    /**
     * Properties of a Response.
     * @deprecated Use aldis.Response.$Properties instead.
     */
    interface IResponse extends aldis.Response.$Properties {
    }

    /** Represents a Response. */
    class Response {

        /**
         * Constructs a new Response.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Response.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Response status. */
        status: number;

        /** Response headers. */
        headers: string[];

        /** Response body. */
        body: Uint8Array;

        /**
         * Creates a new Response instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Response instance
         */
        static create(properties: aldis.Response.$Shape): aldis.Response & aldis.Response.$Shape;
        static create(properties?: aldis.Response.$Properties): aldis.Response;

        /**
         * Encodes the specified Response message. Does not implicitly {@link aldis.Response.verify|verify} messages.
         * @param message Response message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Response.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Response message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Response & aldis.Response.$Shape} Response
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Response & aldis.Response.$Shape;

        /**
         * Creates a Response message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Response
         */
        static fromObject(object: { [k: string]: any }): aldis.Response;

        /**
         * Creates a plain object from a Response message. Also converts values to other types if specified.
         * @param message Response
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Response, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Response to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Response
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Response {

        /** Properties of a Response. */
        interface $Properties {

            /** Response status */
            status?: (number|null);

            /** Response headers */
            headers?: (string[]|null);

            /** Response body */
            body?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Response. */
        type $Shape = aldis.Response.$Properties;
    }

    /**
     * Properties of a Hello.
     * @deprecated Use aldis.Hello.$Properties instead.
     */
    interface IHello extends aldis.Hello.$Properties {
    }

    /** Represents a Hello. */
    class Hello {

        /**
         * Constructs a new Hello.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Hello.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Hello protocol. */
        protocol: number;

        /** Hello serverTime. */
        serverTime: (number|Long);

        /** Hello member. */
        member: string;

        /** Hello envelopeBytesMax. */
        envelopeBytesMax: number;

        /** Hello unacknowledgedMax. */
        unacknowledgedMax: number;

        /** Hello frameBytesMax. */
        frameBytesMax: number;

        /**
         * Creates a new Hello instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Hello instance
         */
        static create(properties: aldis.Hello.$Shape): aldis.Hello & aldis.Hello.$Shape;
        static create(properties?: aldis.Hello.$Properties): aldis.Hello;

        /**
         * Encodes the specified Hello message. Does not implicitly {@link aldis.Hello.verify|verify} messages.
         * @param message Hello message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Hello & aldis.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Hello & aldis.Hello.$Shape;

        /**
         * Creates a Hello message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Hello
         */
        static fromObject(object: { [k: string]: any }): aldis.Hello;

        /**
         * Creates a plain object from a Hello message. Also converts values to other types if specified.
         * @param message Hello
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Hello, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Hello to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Hello
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Hello {

        /** Properties of a Hello. */
        interface $Properties {

            /** Hello protocol */
            protocol?: (number|null);

            /** Hello serverTime */
            serverTime?: (number|Long|null);

            /** Hello member */
            member?: (string|null);

            /** Hello envelopeBytesMax */
            envelopeBytesMax?: (number|null);

            /** Hello unacknowledgedMax */
            unacknowledgedMax?: (number|null);

            /** Hello frameBytesMax */
            frameBytesMax?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Hello. */
        type $Shape = aldis.Hello.$Properties;
    }

    /**
     * Properties of a Closing.
     * @deprecated Use aldis.Closing.$Properties instead.
     */
    interface IClosing extends aldis.Closing.$Properties {
    }

    /** Represents a Closing. */
    class Closing {

        /**
         * Constructs a new Closing.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Closing.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Closing code. */
        code: string;

        /** Closing reconnectAfterMs. */
        reconnectAfterMs: (number|Long);

        /**
         * Creates a new Closing instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Closing instance
         */
        static create(properties: aldis.Closing.$Shape): aldis.Closing & aldis.Closing.$Shape;
        static create(properties?: aldis.Closing.$Properties): aldis.Closing;

        /**
         * Encodes the specified Closing message. Does not implicitly {@link aldis.Closing.verify|verify} messages.
         * @param message Closing message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Closing.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Closing message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Closing & aldis.Closing.$Shape} Closing
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Closing & aldis.Closing.$Shape;

        /**
         * Creates a Closing message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Closing
         */
        static fromObject(object: { [k: string]: any }): aldis.Closing;

        /**
         * Creates a plain object from a Closing message. Also converts values to other types if specified.
         * @param message Closing
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Closing, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Closing to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Closing
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Closing {

        /** Properties of a Closing. */
        interface $Properties {

            /** Closing code */
            code?: (string|null);

            /** Closing reconnectAfterMs */
            reconnectAfterMs?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Closing. */
        type $Shape = aldis.Closing.$Properties;
    }

    /**
     * Properties of a Notice.
     * @deprecated Use aldis.Notice.$Properties instead.
     */
    interface INotice extends aldis.Notice.$Properties {
    }

    /** Represents a Notice. */
    class Notice {

        /**
         * Constructs a new Notice.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Notice.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Notice kind. */
        kind: string;

        /** Notice account. */
        account: string;

        /**
         * Creates a new Notice instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Notice instance
         */
        static create(properties: aldis.Notice.$Shape): aldis.Notice & aldis.Notice.$Shape;
        static create(properties?: aldis.Notice.$Properties): aldis.Notice;

        /**
         * Encodes the specified Notice message. Does not implicitly {@link aldis.Notice.verify|verify} messages.
         * @param message Notice message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Notice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Notice message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Notice & aldis.Notice.$Shape} Notice
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Notice & aldis.Notice.$Shape;

        /**
         * Creates a Notice message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Notice
         */
        static fromObject(object: { [k: string]: any }): aldis.Notice;

        /**
         * Creates a plain object from a Notice message. Also converts values to other types if specified.
         * @param message Notice
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Notice, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Notice to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Notice
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Notice {

        /** Properties of a Notice. */
        interface $Properties {

            /** Notice kind */
            kind?: (string|null);

            /** Notice account */
            account?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Notice. */
        type $Shape = aldis.Notice.$Properties;
    }

    /**
     * Properties of a Security.
     * @deprecated Use aldis.Security.$Properties instead.
     */
    interface ISecurity extends aldis.Security.$Properties {
    }

    /** Represents a Security. */
    class Security {

        /**
         * Constructs a new Security.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Security.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Security events. */
        events: aldis.SecurityEvent.$Properties[];

        /**
         * Creates a new Security instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Security instance
         */
        static create(properties: aldis.Security.$Shape): aldis.Security & aldis.Security.$Shape;
        static create(properties?: aldis.Security.$Properties): aldis.Security;

        /**
         * Encodes the specified Security message. Does not implicitly {@link aldis.Security.verify|verify} messages.
         * @param message Security message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Security.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Security message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Security & aldis.Security.$Shape} Security
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Security & aldis.Security.$Shape;

        /**
         * Creates a Security message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Security
         */
        static fromObject(object: { [k: string]: any }): aldis.Security;

        /**
         * Creates a plain object from a Security message. Also converts values to other types if specified.
         * @param message Security
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Security, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Security to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Security
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Security {

        /** Properties of a Security. */
        interface $Properties {

            /** Security events */
            events?: (aldis.SecurityEvent.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Security. */
        type $Shape = aldis.Security.$Properties;
    }

    /**
     * Properties of a SecurityEvent.
     * @deprecated Use aldis.SecurityEvent.$Properties instead.
     */
    interface ISecurityEvent extends aldis.SecurityEvent.$Properties {
    }

    /** Represents a SecurityEvent. */
    class SecurityEvent {

        /**
         * Constructs a new SecurityEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.SecurityEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SecurityEvent kind. */
        kind: string;

        /** SecurityEvent at. */
        at: (number|Long);

        /** SecurityEvent device. */
        device: number;

        /**
         * Creates a new SecurityEvent instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SecurityEvent instance
         */
        static create(properties: aldis.SecurityEvent.$Shape): aldis.SecurityEvent & aldis.SecurityEvent.$Shape;
        static create(properties?: aldis.SecurityEvent.$Properties): aldis.SecurityEvent;

        /**
         * Encodes the specified SecurityEvent message. Does not implicitly {@link aldis.SecurityEvent.verify|verify} messages.
         * @param message SecurityEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.SecurityEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SecurityEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.SecurityEvent & aldis.SecurityEvent.$Shape} SecurityEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SecurityEvent & aldis.SecurityEvent.$Shape;

        /**
         * Creates a SecurityEvent message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SecurityEvent
         */
        static fromObject(object: { [k: string]: any }): aldis.SecurityEvent;

        /**
         * Creates a plain object from a SecurityEvent message. Also converts values to other types if specified.
         * @param message SecurityEvent
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.SecurityEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SecurityEvent to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SecurityEvent
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SecurityEvent {

        /** Properties of a SecurityEvent. */
        interface $Properties {

            /** SecurityEvent kind */
            kind?: (string|null);

            /** SecurityEvent at */
            at?: (number|Long|null);

            /** SecurityEvent device */
            device?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SecurityEvent. */
        type $Shape = aldis.SecurityEvent.$Properties;
    }

    /**
     * Properties of an AuthRefresh.
     * @deprecated Use aldis.AuthRefresh.$Properties instead.
     */
    interface IAuthRefresh extends aldis.AuthRefresh.$Properties {
    }

    /** Represents an AuthRefresh. */
    class AuthRefresh {

        /**
         * Constructs a new AuthRefresh.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.AuthRefresh.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AuthRefresh accessToken. */
        accessToken: string;

        /**
         * Creates a new AuthRefresh instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AuthRefresh instance
         */
        static create(properties: aldis.AuthRefresh.$Shape): aldis.AuthRefresh & aldis.AuthRefresh.$Shape;
        static create(properties?: aldis.AuthRefresh.$Properties): aldis.AuthRefresh;

        /**
         * Encodes the specified AuthRefresh message. Does not implicitly {@link aldis.AuthRefresh.verify|verify} messages.
         * @param message AuthRefresh message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.AuthRefresh.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AuthRefresh message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.AuthRefresh & aldis.AuthRefresh.$Shape} AuthRefresh
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.AuthRefresh & aldis.AuthRefresh.$Shape;

        /**
         * Creates an AuthRefresh message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AuthRefresh
         */
        static fromObject(object: { [k: string]: any }): aldis.AuthRefresh;

        /**
         * Creates a plain object from an AuthRefresh message. Also converts values to other types if specified.
         * @param message AuthRefresh
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.AuthRefresh, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AuthRefresh to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AuthRefresh
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AuthRefresh {

        /** Properties of an AuthRefresh. */
        interface $Properties {

            /** AuthRefresh accessToken */
            accessToken?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AuthRefresh. */
        type $Shape = aldis.AuthRefresh.$Properties;
    }

    /**
     * Properties of an AuthExpiring.
     * @deprecated Use aldis.AuthExpiring.$Properties instead.
     */
    interface IAuthExpiring extends aldis.AuthExpiring.$Properties {
    }

    /** Represents an AuthExpiring. */
    class AuthExpiring {

        /**
         * Constructs a new AuthExpiring.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.AuthExpiring.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AuthExpiring expiresAtMs. */
        expiresAtMs: (number|Long);

        /**
         * Creates a new AuthExpiring instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AuthExpiring instance
         */
        static create(properties: aldis.AuthExpiring.$Shape): aldis.AuthExpiring & aldis.AuthExpiring.$Shape;
        static create(properties?: aldis.AuthExpiring.$Properties): aldis.AuthExpiring;

        /**
         * Encodes the specified AuthExpiring message. Does not implicitly {@link aldis.AuthExpiring.verify|verify} messages.
         * @param message AuthExpiring message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.AuthExpiring.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AuthExpiring message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.AuthExpiring & aldis.AuthExpiring.$Shape} AuthExpiring
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.AuthExpiring & aldis.AuthExpiring.$Shape;

        /**
         * Creates an AuthExpiring message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AuthExpiring
         */
        static fromObject(object: { [k: string]: any }): aldis.AuthExpiring;

        /**
         * Creates a plain object from an AuthExpiring message. Also converts values to other types if specified.
         * @param message AuthExpiring
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.AuthExpiring, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AuthExpiring to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AuthExpiring
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AuthExpiring {

        /** Properties of an AuthExpiring. */
        interface $Properties {

            /** AuthExpiring expiresAtMs */
            expiresAtMs?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AuthExpiring. */
        type $Shape = aldis.AuthExpiring.$Properties;
    }

    /**
     * Properties of a TopicSubscribe.
     * @deprecated Use aldis.TopicSubscribe.$Properties instead.
     */
    interface ITopicSubscribe extends aldis.TopicSubscribe.$Properties {
    }

    /** Represents a TopicSubscribe. */
    class TopicSubscribe {

        /**
         * Constructs a new TopicSubscribe.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.TopicSubscribe.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TopicSubscribe topic. */
        topic: string;

        /**
         * Creates a new TopicSubscribe instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TopicSubscribe instance
         */
        static create(properties: aldis.TopicSubscribe.$Shape): aldis.TopicSubscribe & aldis.TopicSubscribe.$Shape;
        static create(properties?: aldis.TopicSubscribe.$Properties): aldis.TopicSubscribe;

        /**
         * Encodes the specified TopicSubscribe message. Does not implicitly {@link aldis.TopicSubscribe.verify|verify} messages.
         * @param message TopicSubscribe message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.TopicSubscribe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TopicSubscribe message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.TopicSubscribe & aldis.TopicSubscribe.$Shape} TopicSubscribe
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.TopicSubscribe & aldis.TopicSubscribe.$Shape;

        /**
         * Creates a TopicSubscribe message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TopicSubscribe
         */
        static fromObject(object: { [k: string]: any }): aldis.TopicSubscribe;

        /**
         * Creates a plain object from a TopicSubscribe message. Also converts values to other types if specified.
         * @param message TopicSubscribe
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.TopicSubscribe, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TopicSubscribe to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TopicSubscribe
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TopicSubscribe {

        /** Properties of a TopicSubscribe. */
        interface $Properties {

            /** TopicSubscribe topic */
            topic?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TopicSubscribe. */
        type $Shape = aldis.TopicSubscribe.$Properties;
    }

    /**
     * Properties of a TopicUnsubscribe.
     * @deprecated Use aldis.TopicUnsubscribe.$Properties instead.
     */
    interface ITopicUnsubscribe extends aldis.TopicUnsubscribe.$Properties {
    }

    /** Represents a TopicUnsubscribe. */
    class TopicUnsubscribe {

        /**
         * Constructs a new TopicUnsubscribe.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.TopicUnsubscribe.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TopicUnsubscribe topic. */
        topic: string;

        /**
         * Creates a new TopicUnsubscribe instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TopicUnsubscribe instance
         */
        static create(properties: aldis.TopicUnsubscribe.$Shape): aldis.TopicUnsubscribe & aldis.TopicUnsubscribe.$Shape;
        static create(properties?: aldis.TopicUnsubscribe.$Properties): aldis.TopicUnsubscribe;

        /**
         * Encodes the specified TopicUnsubscribe message. Does not implicitly {@link aldis.TopicUnsubscribe.verify|verify} messages.
         * @param message TopicUnsubscribe message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.TopicUnsubscribe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TopicUnsubscribe message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.TopicUnsubscribe & aldis.TopicUnsubscribe.$Shape} TopicUnsubscribe
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.TopicUnsubscribe & aldis.TopicUnsubscribe.$Shape;

        /**
         * Creates a TopicUnsubscribe message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TopicUnsubscribe
         */
        static fromObject(object: { [k: string]: any }): aldis.TopicUnsubscribe;

        /**
         * Creates a plain object from a TopicUnsubscribe message. Also converts values to other types if specified.
         * @param message TopicUnsubscribe
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.TopicUnsubscribe, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TopicUnsubscribe to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TopicUnsubscribe
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TopicUnsubscribe {

        /** Properties of a TopicUnsubscribe. */
        interface $Properties {

            /** TopicUnsubscribe topic */
            topic?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TopicUnsubscribe. */
        type $Shape = aldis.TopicUnsubscribe.$Properties;
    }

    /**
     * Properties of a TopicPublish.
     * @deprecated Use aldis.TopicPublish.$Properties instead.
     */
    interface ITopicPublish extends aldis.TopicPublish.$Properties {
    }

    /** Represents a TopicPublish. */
    class TopicPublish {

        /**
         * Constructs a new TopicPublish.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.TopicPublish.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TopicPublish topic. */
        topic: string;

        /** TopicPublish payload. */
        payload: Uint8Array;

        /**
         * Creates a new TopicPublish instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TopicPublish instance
         */
        static create(properties: aldis.TopicPublish.$Shape): aldis.TopicPublish & aldis.TopicPublish.$Shape;
        static create(properties?: aldis.TopicPublish.$Properties): aldis.TopicPublish;

        /**
         * Encodes the specified TopicPublish message. Does not implicitly {@link aldis.TopicPublish.verify|verify} messages.
         * @param message TopicPublish message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.TopicPublish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TopicPublish message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.TopicPublish & aldis.TopicPublish.$Shape} TopicPublish
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.TopicPublish & aldis.TopicPublish.$Shape;

        /**
         * Creates a TopicPublish message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TopicPublish
         */
        static fromObject(object: { [k: string]: any }): aldis.TopicPublish;

        /**
         * Creates a plain object from a TopicPublish message. Also converts values to other types if specified.
         * @param message TopicPublish
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.TopicPublish, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TopicPublish to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TopicPublish
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TopicPublish {

        /** Properties of a TopicPublish. */
        interface $Properties {

            /** TopicPublish topic */
            topic?: (string|null);

            /** TopicPublish payload */
            payload?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TopicPublish. */
        type $Shape = aldis.TopicPublish.$Properties;
    }

    /**
     * Properties of a Signal.
     * @deprecated Use aldis.Signal.$Properties instead.
     */
    interface ISignal extends aldis.Signal.$Properties {
    }

    /** Represents a Signal. */
    class Signal {

        /**
         * Constructs a new Signal.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Signal.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Signal topic. */
        topic: string;

        /** Signal account. */
        account: string;

        /** Signal device. */
        device: number;

        /** Signal payload. */
        payload: Uint8Array;

        /**
         * Creates a new Signal instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Signal instance
         */
        static create(properties: aldis.Signal.$Shape): aldis.Signal & aldis.Signal.$Shape;
        static create(properties?: aldis.Signal.$Properties): aldis.Signal;

        /**
         * Encodes the specified Signal message. Does not implicitly {@link aldis.Signal.verify|verify} messages.
         * @param message Signal message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Signal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Signal message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Signal & aldis.Signal.$Shape} Signal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Signal & aldis.Signal.$Shape;

        /**
         * Creates a Signal message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Signal
         */
        static fromObject(object: { [k: string]: any }): aldis.Signal;

        /**
         * Creates a plain object from a Signal message. Also converts values to other types if specified.
         * @param message Signal
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Signal, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Signal to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Signal
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Signal {

        /** Properties of a Signal. */
        interface $Properties {

            /** Signal topic */
            topic?: (string|null);

            /** Signal account */
            account?: (string|null);

            /** Signal device */
            device?: (number|null);

            /** Signal payload */
            payload?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Signal. */
        type $Shape = aldis.Signal.$Properties;
    }

    /**
     * Properties of a LinkAddress.
     * @deprecated Use aldis.LinkAddress.$Properties instead.
     */
    interface ILinkAddress extends aldis.LinkAddress.$Properties {
    }

    /** Represents a LinkAddress. */
    class LinkAddress {

        /**
         * Constructs a new LinkAddress.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.LinkAddress.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LinkAddress address. */
        address: string;

        /**
         * Creates a new LinkAddress instance using the specified properties.
         * @param [properties] Properties to set
         * @returns LinkAddress instance
         */
        static create(properties: aldis.LinkAddress.$Shape): aldis.LinkAddress & aldis.LinkAddress.$Shape;
        static create(properties?: aldis.LinkAddress.$Properties): aldis.LinkAddress;

        /**
         * Encodes the specified LinkAddress message. Does not implicitly {@link aldis.LinkAddress.verify|verify} messages.
         * @param message LinkAddress message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.LinkAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LinkAddress message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.LinkAddress & aldis.LinkAddress.$Shape} LinkAddress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.LinkAddress & aldis.LinkAddress.$Shape;

        /**
         * Creates a LinkAddress message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns LinkAddress
         */
        static fromObject(object: { [k: string]: any }): aldis.LinkAddress;

        /**
         * Creates a plain object from a LinkAddress message. Also converts values to other types if specified.
         * @param message LinkAddress
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.LinkAddress, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this LinkAddress to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for LinkAddress
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace LinkAddress {

        /** Properties of a LinkAddress. */
        interface $Properties {

            /** LinkAddress address */
            address?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LinkAddress. */
        type $Shape = aldis.LinkAddress.$Properties;
    }

    /**
     * Properties of a LinkMessage.
     * @deprecated Use aldis.LinkMessage.$Properties instead.
     */
    interface ILinkMessage extends aldis.LinkMessage.$Properties {
    }

    /** Represents a LinkMessage. */
    class LinkMessage {

        /**
         * Constructs a new LinkMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.LinkMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LinkMessage body. */
        body: Uint8Array;

        /**
         * Creates a new LinkMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns LinkMessage instance
         */
        static create(properties: aldis.LinkMessage.$Shape): aldis.LinkMessage & aldis.LinkMessage.$Shape;
        static create(properties?: aldis.LinkMessage.$Properties): aldis.LinkMessage;

        /**
         * Encodes the specified LinkMessage message. Does not implicitly {@link aldis.LinkMessage.verify|verify} messages.
         * @param message LinkMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.LinkMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LinkMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.LinkMessage & aldis.LinkMessage.$Shape} LinkMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.LinkMessage & aldis.LinkMessage.$Shape;

        /**
         * Creates a LinkMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns LinkMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.LinkMessage;

        /**
         * Creates a plain object from a LinkMessage message. Also converts values to other types if specified.
         * @param message LinkMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.LinkMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this LinkMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for LinkMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace LinkMessage {

        /** Properties of a LinkMessage. */
        interface $Properties {

            /** LinkMessage body */
            body?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LinkMessage. */
        type $Shape = aldis.LinkMessage.$Properties;
    }

    /**
     * Properties of a Presence.
     * @deprecated Use aldis.Presence.$Properties instead.
     */
    interface IPresence extends aldis.Presence.$Properties {
    }

    /** Represents a Presence. */
    class Presence {

        /**
         * Constructs a new Presence.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.Presence.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Presence account. */
        account: string;

        /** Presence devices. */
        devices: number[];

        /**
         * Creates a new Presence instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Presence instance
         */
        static create(properties: aldis.Presence.$Shape): aldis.Presence & aldis.Presence.$Shape;
        static create(properties?: aldis.Presence.$Properties): aldis.Presence;

        /**
         * Encodes the specified Presence message. Does not implicitly {@link aldis.Presence.verify|verify} messages.
         * @param message Presence message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.Presence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Presence message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.Presence & aldis.Presence.$Shape} Presence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.Presence & aldis.Presence.$Shape;

        /**
         * Creates a Presence message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Presence
         */
        static fromObject(object: { [k: string]: any }): aldis.Presence;

        /**
         * Creates a plain object from a Presence message. Also converts values to other types if specified.
         * @param message Presence
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.Presence, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Presence to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Presence
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Presence {

        /** Properties of a Presence. */
        interface $Properties {

            /** Presence account */
            account?: (string|null);

            /** Presence devices */
            devices?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Presence. */
        type $Shape = aldis.Presence.$Properties;
    }

    /**
     * Properties of a CallJoin.
     * @deprecated Use aldis.CallJoin.$Properties instead.
     */
    interface ICallJoin extends aldis.CallJoin.$Properties {
    }

    /** Represents a CallJoin. */
    class CallJoin {

        /**
         * Constructs a new CallJoin.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallJoin.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallJoin group. */
        group?: (aldis.CallGroup.$Properties|null);

        /** CallJoin secret. */
        secret: Uint8Array;

        /** CallJoin name. */
        name: Uint8Array;

        /** CallJoin resume. */
        resume: Uint8Array;

        /** CallJoin direct. */
        direct: boolean;

        /**
         * Creates a new CallJoin instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallJoin instance
         */
        static create(properties: aldis.CallJoin.$Shape): aldis.CallJoin & aldis.CallJoin.$Shape;
        static create(properties?: aldis.CallJoin.$Properties): aldis.CallJoin;

        /**
         * Encodes the specified CallJoin message. Does not implicitly {@link aldis.CallJoin.verify|verify} messages.
         * @param message CallJoin message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallJoin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallJoin message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallJoin & aldis.CallJoin.$Shape} CallJoin
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallJoin & aldis.CallJoin.$Shape;

        /**
         * Creates a CallJoin message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallJoin
         */
        static fromObject(object: { [k: string]: any }): aldis.CallJoin;

        /**
         * Creates a plain object from a CallJoin message. Also converts values to other types if specified.
         * @param message CallJoin
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallJoin, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallJoin to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallJoin
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallJoin {

        /** Properties of a CallJoin. */
        interface $Properties {

            /** CallJoin group */
            group?: (aldis.CallGroup.$Properties|null);

            /** CallJoin secret */
            secret?: (Uint8Array|null);

            /** CallJoin name */
            name?: (Uint8Array|null);

            /** CallJoin resume */
            resume?: (Uint8Array|null);

            /** CallJoin direct */
            direct?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallJoin. */
        type $Shape = aldis.CallJoin.$Properties;
    }

    /**
     * Properties of a CallGroup.
     * @deprecated Use aldis.CallGroup.$Properties instead.
     */
    interface ICallGroup extends aldis.CallGroup.$Properties {
    }

    /** Represents a CallGroup. */
    class CallGroup {

        /**
         * Constructs a new CallGroup.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallGroup.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallGroup publicParams. */
        publicParams: Uint8Array;

        /** CallGroup presentation. */
        presentation: Uint8Array;

        /**
         * Creates a new CallGroup instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallGroup instance
         */
        static create(properties: aldis.CallGroup.$Shape): aldis.CallGroup & aldis.CallGroup.$Shape;
        static create(properties?: aldis.CallGroup.$Properties): aldis.CallGroup;

        /**
         * Encodes the specified CallGroup message. Does not implicitly {@link aldis.CallGroup.verify|verify} messages.
         * @param message CallGroup message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallGroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallGroup message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallGroup & aldis.CallGroup.$Shape} CallGroup
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallGroup & aldis.CallGroup.$Shape;

        /**
         * Creates a CallGroup message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallGroup
         */
        static fromObject(object: { [k: string]: any }): aldis.CallGroup;

        /**
         * Creates a plain object from a CallGroup message. Also converts values to other types if specified.
         * @param message CallGroup
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallGroup, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallGroup to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallGroup
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallGroup {

        /** Properties of a CallGroup. */
        interface $Properties {

            /** CallGroup publicParams */
            publicParams?: (Uint8Array|null);

            /** CallGroup presentation */
            presentation?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallGroup. */
        type $Shape = aldis.CallGroup.$Properties;
    }

    /**
     * Properties of a CallJoinAnswer.
     * @deprecated Use aldis.CallJoinAnswer.$Properties instead.
     */
    interface ICallJoinAnswer extends aldis.CallJoinAnswer.$Properties {
    }

    /** Represents a CallJoinAnswer. */
    class CallJoinAnswer {

        /**
         * Constructs a new CallJoinAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallJoinAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallJoinAnswer refusal. */
        refusal?: (aldis.Refusal.$Properties|null);

        /** CallJoinAnswer mediaId. */
        mediaId: number;

        /** CallJoinAnswer members. */
        members?: (aldis.CallMembers.$Properties|null);

        /** CallJoinAnswer resume. */
        resume: Uint8Array;

        /** CallJoinAnswer address. */
        address?: (aldis.MediaAddress.$Properties|null);

        /** CallJoinAnswer codecs. */
        codecs: aldis.MediaCodec.$Properties[];

        /**
         * Creates a new CallJoinAnswer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallJoinAnswer instance
         */
        static create(properties: aldis.CallJoinAnswer.$Shape): aldis.CallJoinAnswer & aldis.CallJoinAnswer.$Shape;
        static create(properties?: aldis.CallJoinAnswer.$Properties): aldis.CallJoinAnswer;

        /**
         * Encodes the specified CallJoinAnswer message. Does not implicitly {@link aldis.CallJoinAnswer.verify|verify} messages.
         * @param message CallJoinAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallJoinAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallJoinAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallJoinAnswer & aldis.CallJoinAnswer.$Shape} CallJoinAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallJoinAnswer & aldis.CallJoinAnswer.$Shape;

        /**
         * Creates a CallJoinAnswer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallJoinAnswer
         */
        static fromObject(object: { [k: string]: any }): aldis.CallJoinAnswer;

        /**
         * Creates a plain object from a CallJoinAnswer message. Also converts values to other types if specified.
         * @param message CallJoinAnswer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallJoinAnswer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallJoinAnswer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallJoinAnswer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallJoinAnswer {

        /** Properties of a CallJoinAnswer. */
        interface $Properties {

            /** CallJoinAnswer refusal */
            refusal?: (aldis.Refusal.$Properties|null);

            /** CallJoinAnswer mediaId */
            mediaId?: (number|null);

            /** CallJoinAnswer members */
            members?: (aldis.CallMembers.$Properties|null);

            /** CallJoinAnswer resume */
            resume?: (Uint8Array|null);

            /** CallJoinAnswer address */
            address?: (aldis.MediaAddress.$Properties|null);

            /** CallJoinAnswer codecs */
            codecs?: (aldis.MediaCodec.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallJoinAnswer. */
        type $Shape = aldis.CallJoinAnswer.$Properties;
    }

    /**
     * Properties of a MediaAddress.
     * @deprecated Use aldis.MediaAddress.$Properties instead.
     */
    interface IMediaAddress extends aldis.MediaAddress.$Properties {
    }

    /** Represents a MediaAddress. */
    class MediaAddress {

        /**
         * Constructs a new MediaAddress.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.MediaAddress.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MediaAddress usernameFragment. */
        usernameFragment: string;

        /** MediaAddress password. */
        password: string;

        /** MediaAddress candidates. */
        candidates: aldis.IceCandidate.$Properties[];

        /** MediaAddress fingerprints. */
        fingerprints: aldis.DtlsFingerprint.$Properties[];

        /**
         * Creates a new MediaAddress instance using the specified properties.
         * @param [properties] Properties to set
         * @returns MediaAddress instance
         */
        static create(properties: aldis.MediaAddress.$Shape): aldis.MediaAddress & aldis.MediaAddress.$Shape;
        static create(properties?: aldis.MediaAddress.$Properties): aldis.MediaAddress;

        /**
         * Encodes the specified MediaAddress message. Does not implicitly {@link aldis.MediaAddress.verify|verify} messages.
         * @param message MediaAddress message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.MediaAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MediaAddress message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.MediaAddress & aldis.MediaAddress.$Shape} MediaAddress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.MediaAddress & aldis.MediaAddress.$Shape;

        /**
         * Creates a MediaAddress message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns MediaAddress
         */
        static fromObject(object: { [k: string]: any }): aldis.MediaAddress;

        /**
         * Creates a plain object from a MediaAddress message. Also converts values to other types if specified.
         * @param message MediaAddress
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.MediaAddress, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this MediaAddress to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for MediaAddress
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace MediaAddress {

        /** Properties of a MediaAddress. */
        interface $Properties {

            /** MediaAddress usernameFragment */
            usernameFragment?: (string|null);

            /** MediaAddress password */
            password?: (string|null);

            /** MediaAddress candidates */
            candidates?: (aldis.IceCandidate.$Properties[]|null);

            /** MediaAddress fingerprints */
            fingerprints?: (aldis.DtlsFingerprint.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MediaAddress. */
        type $Shape = aldis.MediaAddress.$Properties;
    }

    /**
     * Properties of an IceCandidate.
     * @deprecated Use aldis.IceCandidate.$Properties instead.
     */
    interface IIceCandidate extends aldis.IceCandidate.$Properties {
    }

    /** Represents an IceCandidate. */
    class IceCandidate {

        /**
         * Constructs a new IceCandidate.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.IceCandidate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** IceCandidate foundation. */
        foundation: string;

        /** IceCandidate priority. */
        priority: number;

        /** IceCandidate address. */
        address: string;

        /** IceCandidate port. */
        port: number;

        /** IceCandidate protocol. */
        protocol: string;

        /**
         * Creates a new IceCandidate instance using the specified properties.
         * @param [properties] Properties to set
         * @returns IceCandidate instance
         */
        static create(properties: aldis.IceCandidate.$Shape): aldis.IceCandidate & aldis.IceCandidate.$Shape;
        static create(properties?: aldis.IceCandidate.$Properties): aldis.IceCandidate;

        /**
         * Encodes the specified IceCandidate message. Does not implicitly {@link aldis.IceCandidate.verify|verify} messages.
         * @param message IceCandidate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.IceCandidate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an IceCandidate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.IceCandidate & aldis.IceCandidate.$Shape} IceCandidate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.IceCandidate & aldis.IceCandidate.$Shape;

        /**
         * Creates an IceCandidate message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns IceCandidate
         */
        static fromObject(object: { [k: string]: any }): aldis.IceCandidate;

        /**
         * Creates a plain object from an IceCandidate message. Also converts values to other types if specified.
         * @param message IceCandidate
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.IceCandidate, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this IceCandidate to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for IceCandidate
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace IceCandidate {

        /** Properties of an IceCandidate. */
        interface $Properties {

            /** IceCandidate foundation */
            foundation?: (string|null);

            /** IceCandidate priority */
            priority?: (number|null);

            /** IceCandidate address */
            address?: (string|null);

            /** IceCandidate port */
            port?: (number|null);

            /** IceCandidate protocol */
            protocol?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an IceCandidate. */
        type $Shape = aldis.IceCandidate.$Properties;
    }

    /**
     * Properties of a DtlsFingerprint.
     * @deprecated Use aldis.DtlsFingerprint.$Properties instead.
     */
    interface IDtlsFingerprint extends aldis.DtlsFingerprint.$Properties {
    }

    /** Represents a DtlsFingerprint. */
    class DtlsFingerprint {

        /**
         * Constructs a new DtlsFingerprint.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.DtlsFingerprint.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DtlsFingerprint algorithm. */
        algorithm: string;

        /** DtlsFingerprint value. */
        value: string;

        /**
         * Creates a new DtlsFingerprint instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DtlsFingerprint instance
         */
        static create(properties: aldis.DtlsFingerprint.$Shape): aldis.DtlsFingerprint & aldis.DtlsFingerprint.$Shape;
        static create(properties?: aldis.DtlsFingerprint.$Properties): aldis.DtlsFingerprint;

        /**
         * Encodes the specified DtlsFingerprint message. Does not implicitly {@link aldis.DtlsFingerprint.verify|verify} messages.
         * @param message DtlsFingerprint message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.DtlsFingerprint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DtlsFingerprint message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.DtlsFingerprint & aldis.DtlsFingerprint.$Shape} DtlsFingerprint
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.DtlsFingerprint & aldis.DtlsFingerprint.$Shape;

        /**
         * Creates a DtlsFingerprint message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DtlsFingerprint
         */
        static fromObject(object: { [k: string]: any }): aldis.DtlsFingerprint;

        /**
         * Creates a plain object from a DtlsFingerprint message. Also converts values to other types if specified.
         * @param message DtlsFingerprint
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.DtlsFingerprint, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DtlsFingerprint to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DtlsFingerprint
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DtlsFingerprint {

        /** Properties of a DtlsFingerprint. */
        interface $Properties {

            /** DtlsFingerprint algorithm */
            algorithm?: (string|null);

            /** DtlsFingerprint value */
            value?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DtlsFingerprint. */
        type $Shape = aldis.DtlsFingerprint.$Properties;
    }

    /**
     * Properties of a MediaCodec.
     * @deprecated Use aldis.MediaCodec.$Properties instead.
     */
    interface IMediaCodec extends aldis.MediaCodec.$Properties {
    }

    /** Represents a MediaCodec. */
    class MediaCodec {

        /**
         * Constructs a new MediaCodec.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.MediaCodec.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MediaCodec kind. */
        kind: string;

        /** MediaCodec mimeType. */
        mimeType: string;

        /** MediaCodec clockRate. */
        clockRate: number;

        /** MediaCodec channels. */
        channels: number;

        /** MediaCodec payloadType. */
        payloadType: number;

        /** MediaCodec parameters. */
        parameters: string[];

        /**
         * Creates a new MediaCodec instance using the specified properties.
         * @param [properties] Properties to set
         * @returns MediaCodec instance
         */
        static create(properties: aldis.MediaCodec.$Shape): aldis.MediaCodec & aldis.MediaCodec.$Shape;
        static create(properties?: aldis.MediaCodec.$Properties): aldis.MediaCodec;

        /**
         * Encodes the specified MediaCodec message. Does not implicitly {@link aldis.MediaCodec.verify|verify} messages.
         * @param message MediaCodec message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.MediaCodec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MediaCodec message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.MediaCodec & aldis.MediaCodec.$Shape} MediaCodec
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.MediaCodec & aldis.MediaCodec.$Shape;

        /**
         * Creates a MediaCodec message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns MediaCodec
         */
        static fromObject(object: { [k: string]: any }): aldis.MediaCodec;

        /**
         * Creates a plain object from a MediaCodec message. Also converts values to other types if specified.
         * @param message MediaCodec
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.MediaCodec, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this MediaCodec to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for MediaCodec
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace MediaCodec {

        /** Properties of a MediaCodec. */
        interface $Properties {

            /** MediaCodec kind */
            kind?: (string|null);

            /** MediaCodec mimeType */
            mimeType?: (string|null);

            /** MediaCodec clockRate */
            clockRate?: (number|null);

            /** MediaCodec channels */
            channels?: (number|null);

            /** MediaCodec payloadType */
            payloadType?: (number|null);

            /** MediaCodec parameters */
            parameters?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MediaCodec. */
        type $Shape = aldis.MediaCodec.$Properties;
    }

    /**
     * Properties of a CallMembers.
     * @deprecated Use aldis.CallMembers.$Properties instead.
     */
    interface ICallMembers extends aldis.CallMembers.$Properties {
    }

    /** Represents a CallMembers. */
    class CallMembers {

        /**
         * Constructs a new CallMembers.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallMembers.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallMembers call. */
        call: Uint8Array;

        /** CallMembers version. */
        version: (number|Long);

        /** CallMembers epoch. */
        epoch: (number|Long);

        /** CallMembers whole. */
        whole: boolean;

        /** CallMembers members. */
        members: aldis.CallMember.$Properties[];

        /** CallMembers left. */
        left: number[];

        /** CallMembers direct. */
        direct: boolean;

        /**
         * Creates a new CallMembers instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallMembers instance
         */
        static create(properties: aldis.CallMembers.$Shape): aldis.CallMembers & aldis.CallMembers.$Shape;
        static create(properties?: aldis.CallMembers.$Properties): aldis.CallMembers;

        /**
         * Encodes the specified CallMembers message. Does not implicitly {@link aldis.CallMembers.verify|verify} messages.
         * @param message CallMembers message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallMembers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallMembers message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallMembers & aldis.CallMembers.$Shape} CallMembers
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallMembers & aldis.CallMembers.$Shape;

        /**
         * Creates a CallMembers message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallMembers
         */
        static fromObject(object: { [k: string]: any }): aldis.CallMembers;

        /**
         * Creates a plain object from a CallMembers message. Also converts values to other types if specified.
         * @param message CallMembers
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallMembers, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallMembers to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallMembers
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallMembers {

        /** Properties of a CallMembers. */
        interface $Properties {

            /** CallMembers call */
            call?: (Uint8Array|null);

            /** CallMembers version */
            version?: (number|Long|null);

            /** CallMembers epoch */
            epoch?: (number|Long|null);

            /** CallMembers whole */
            whole?: (boolean|null);

            /** CallMembers members */
            members?: (aldis.CallMember.$Properties[]|null);

            /** CallMembers left */
            left?: (number[]|null);

            /** CallMembers direct */
            direct?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallMembers. */
        type $Shape = aldis.CallMembers.$Properties;
    }

    /**
     * Properties of a CallMember.
     * @deprecated Use aldis.CallMember.$Properties instead.
     */
    interface ICallMember extends aldis.CallMember.$Properties {
    }

    /** Represents a CallMember. */
    class CallMember {

        /**
         * Constructs a new CallMember.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallMember.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallMember mediaId. */
        mediaId: number;

        /** CallMember name. */
        name: Uint8Array;

        /** CallMember role. */
        role: string;

        /** CallMember sources. */
        sources: aldis.CallSource.$Properties[];

        /**
         * Creates a new CallMember instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallMember instance
         */
        static create(properties: aldis.CallMember.$Shape): aldis.CallMember & aldis.CallMember.$Shape;
        static create(properties?: aldis.CallMember.$Properties): aldis.CallMember;

        /**
         * Encodes the specified CallMember message. Does not implicitly {@link aldis.CallMember.verify|verify} messages.
         * @param message CallMember message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallMember message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallMember & aldis.CallMember.$Shape} CallMember
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallMember & aldis.CallMember.$Shape;

        /**
         * Creates a CallMember message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallMember
         */
        static fromObject(object: { [k: string]: any }): aldis.CallMember;

        /**
         * Creates a plain object from a CallMember message. Also converts values to other types if specified.
         * @param message CallMember
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallMember, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallMember to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallMember
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallMember {

        /** Properties of a CallMember. */
        interface $Properties {

            /** CallMember mediaId */
            mediaId?: (number|null);

            /** CallMember name */
            name?: (Uint8Array|null);

            /** CallMember role */
            role?: (string|null);

            /** CallMember sources */
            sources?: (aldis.CallSource.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallMember. */
        type $Shape = aldis.CallMember.$Properties;
    }

    /**
     * Properties of a CallSource.
     * @deprecated Use aldis.CallSource.$Properties instead.
     */
    interface ICallSource extends aldis.CallSource.$Properties {
    }

    /** Represents a CallSource. */
    class CallSource {

        /**
         * Constructs a new CallSource.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallSource.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallSource id. */
        id: number;

        /** CallSource kind. */
        kind: string;

        /** CallSource muted. */
        muted: boolean;

        /**
         * Creates a new CallSource instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallSource instance
         */
        static create(properties: aldis.CallSource.$Shape): aldis.CallSource & aldis.CallSource.$Shape;
        static create(properties?: aldis.CallSource.$Properties): aldis.CallSource;

        /**
         * Encodes the specified CallSource message. Does not implicitly {@link aldis.CallSource.verify|verify} messages.
         * @param message CallSource message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallSource.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallSource message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallSource & aldis.CallSource.$Shape} CallSource
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallSource & aldis.CallSource.$Shape;

        /**
         * Creates a CallSource message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallSource
         */
        static fromObject(object: { [k: string]: any }): aldis.CallSource;

        /**
         * Creates a plain object from a CallSource message. Also converts values to other types if specified.
         * @param message CallSource
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallSource, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallSource to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallSource
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallSource {

        /** Properties of a CallSource. */
        interface $Properties {

            /** CallSource id */
            id?: (number|null);

            /** CallSource kind */
            kind?: (string|null);

            /** CallSource muted */
            muted?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallSource. */
        type $Shape = aldis.CallSource.$Properties;
    }

    /**
     * Properties of a CallSecure.
     * @deprecated Use aldis.CallSecure.$Properties instead.
     */
    interface ICallSecure extends aldis.CallSecure.$Properties {
    }

    /** Represents a CallSecure. */
    class CallSecure {

        /**
         * Constructs a new CallSecure.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallSecure.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallSecure call. */
        call: Uint8Array;

        /** CallSecure role. */
        role: string;

        /** CallSecure fingerprints. */
        fingerprints: aldis.DtlsFingerprint.$Properties[];

        /**
         * Creates a new CallSecure instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallSecure instance
         */
        static create(properties: aldis.CallSecure.$Shape): aldis.CallSecure & aldis.CallSecure.$Shape;
        static create(properties?: aldis.CallSecure.$Properties): aldis.CallSecure;

        /**
         * Encodes the specified CallSecure message. Does not implicitly {@link aldis.CallSecure.verify|verify} messages.
         * @param message CallSecure message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallSecure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallSecure message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallSecure & aldis.CallSecure.$Shape} CallSecure
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallSecure & aldis.CallSecure.$Shape;

        /**
         * Creates a CallSecure message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallSecure
         */
        static fromObject(object: { [k: string]: any }): aldis.CallSecure;

        /**
         * Creates a plain object from a CallSecure message. Also converts values to other types if specified.
         * @param message CallSecure
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallSecure, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallSecure to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallSecure
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallSecure {

        /** Properties of a CallSecure. */
        interface $Properties {

            /** CallSecure call */
            call?: (Uint8Array|null);

            /** CallSecure role */
            role?: (string|null);

            /** CallSecure fingerprints */
            fingerprints?: (aldis.DtlsFingerprint.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallSecure. */
        type $Shape = aldis.CallSecure.$Properties;
    }

    /**
     * Properties of a CallSend.
     * @deprecated Use aldis.CallSend.$Properties instead.
     */
    interface ICallSend extends aldis.CallSend.$Properties {
    }

    /** Represents a CallSend. */
    class CallSend {

        /**
         * Constructs a new CallSend.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallSend.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallSend call. */
        call: Uint8Array;

        /** CallSend kind. */
        kind: string;

        /** CallSend ssrc. */
        ssrc: number;

        /** CallSend payloadType. */
        payloadType: number;

        /**
         * Creates a new CallSend instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallSend instance
         */
        static create(properties: aldis.CallSend.$Shape): aldis.CallSend & aldis.CallSend.$Shape;
        static create(properties?: aldis.CallSend.$Properties): aldis.CallSend;

        /**
         * Encodes the specified CallSend message. Does not implicitly {@link aldis.CallSend.verify|verify} messages.
         * @param message CallSend message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallSend.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallSend message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallSend & aldis.CallSend.$Shape} CallSend
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallSend & aldis.CallSend.$Shape;

        /**
         * Creates a CallSend message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallSend
         */
        static fromObject(object: { [k: string]: any }): aldis.CallSend;

        /**
         * Creates a plain object from a CallSend message. Also converts values to other types if specified.
         * @param message CallSend
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallSend, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallSend to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallSend
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallSend {

        /** Properties of a CallSend. */
        interface $Properties {

            /** CallSend call */
            call?: (Uint8Array|null);

            /** CallSend kind */
            kind?: (string|null);

            /** CallSend ssrc */
            ssrc?: (number|null);

            /** CallSend payloadType */
            payloadType?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallSend. */
        type $Shape = aldis.CallSend.$Properties;
    }

    /**
     * Properties of a CallSendAnswer.
     * @deprecated Use aldis.CallSendAnswer.$Properties instead.
     */
    interface ICallSendAnswer extends aldis.CallSendAnswer.$Properties {
    }

    /** Represents a CallSendAnswer. */
    class CallSendAnswer {

        /**
         * Constructs a new CallSendAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallSendAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallSendAnswer refusal. */
        refusal?: (aldis.Refusal.$Properties|null);

        /** CallSendAnswer source. */
        source: number;

        /**
         * Creates a new CallSendAnswer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallSendAnswer instance
         */
        static create(properties: aldis.CallSendAnswer.$Shape): aldis.CallSendAnswer & aldis.CallSendAnswer.$Shape;
        static create(properties?: aldis.CallSendAnswer.$Properties): aldis.CallSendAnswer;

        /**
         * Encodes the specified CallSendAnswer message. Does not implicitly {@link aldis.CallSendAnswer.verify|verify} messages.
         * @param message CallSendAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallSendAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallSendAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallSendAnswer & aldis.CallSendAnswer.$Shape} CallSendAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallSendAnswer & aldis.CallSendAnswer.$Shape;

        /**
         * Creates a CallSendAnswer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallSendAnswer
         */
        static fromObject(object: { [k: string]: any }): aldis.CallSendAnswer;

        /**
         * Creates a plain object from a CallSendAnswer message. Also converts values to other types if specified.
         * @param message CallSendAnswer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallSendAnswer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallSendAnswer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallSendAnswer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallSendAnswer {

        /** Properties of a CallSendAnswer. */
        interface $Properties {

            /** CallSendAnswer refusal */
            refusal?: (aldis.Refusal.$Properties|null);

            /** CallSendAnswer source */
            source?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallSendAnswer. */
        type $Shape = aldis.CallSendAnswer.$Properties;
    }

    /**
     * Properties of a CallHear.
     * @deprecated Use aldis.CallHear.$Properties instead.
     */
    interface ICallHear extends aldis.CallHear.$Properties {
    }

    /** Represents a CallHear. */
    class CallHear {

        /**
         * Constructs a new CallHear.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallHear.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallHear call. */
        call: Uint8Array;

        /** CallHear source. */
        source: number;

        /**
         * Creates a new CallHear instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallHear instance
         */
        static create(properties: aldis.CallHear.$Shape): aldis.CallHear & aldis.CallHear.$Shape;
        static create(properties?: aldis.CallHear.$Properties): aldis.CallHear;

        /**
         * Encodes the specified CallHear message. Does not implicitly {@link aldis.CallHear.verify|verify} messages.
         * @param message CallHear message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallHear.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallHear message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallHear & aldis.CallHear.$Shape} CallHear
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallHear & aldis.CallHear.$Shape;

        /**
         * Creates a CallHear message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallHear
         */
        static fromObject(object: { [k: string]: any }): aldis.CallHear;

        /**
         * Creates a plain object from a CallHear message. Also converts values to other types if specified.
         * @param message CallHear
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallHear, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallHear to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallHear
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallHear {

        /** Properties of a CallHear. */
        interface $Properties {

            /** CallHear call */
            call?: (Uint8Array|null);

            /** CallHear source */
            source?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallHear. */
        type $Shape = aldis.CallHear.$Properties;
    }

    /**
     * Properties of a CallHearAnswer.
     * @deprecated Use aldis.CallHearAnswer.$Properties instead.
     */
    interface ICallHearAnswer extends aldis.CallHearAnswer.$Properties {
    }

    /** Represents a CallHearAnswer. */
    class CallHearAnswer {

        /**
         * Constructs a new CallHearAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallHearAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallHearAnswer refusal. */
        refusal?: (aldis.Refusal.$Properties|null);

        /** CallHearAnswer kind. */
        kind: string;

        /** CallHearAnswer ssrc. */
        ssrc: number;

        /** CallHearAnswer payloadType. */
        payloadType: number;

        /**
         * Creates a new CallHearAnswer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallHearAnswer instance
         */
        static create(properties: aldis.CallHearAnswer.$Shape): aldis.CallHearAnswer & aldis.CallHearAnswer.$Shape;
        static create(properties?: aldis.CallHearAnswer.$Properties): aldis.CallHearAnswer;

        /**
         * Encodes the specified CallHearAnswer message. Does not implicitly {@link aldis.CallHearAnswer.verify|verify} messages.
         * @param message CallHearAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallHearAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallHearAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallHearAnswer & aldis.CallHearAnswer.$Shape} CallHearAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallHearAnswer & aldis.CallHearAnswer.$Shape;

        /**
         * Creates a CallHearAnswer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallHearAnswer
         */
        static fromObject(object: { [k: string]: any }): aldis.CallHearAnswer;

        /**
         * Creates a plain object from a CallHearAnswer message. Also converts values to other types if specified.
         * @param message CallHearAnswer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallHearAnswer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallHearAnswer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallHearAnswer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallHearAnswer {

        /** Properties of a CallHearAnswer. */
        interface $Properties {

            /** CallHearAnswer refusal */
            refusal?: (aldis.Refusal.$Properties|null);

            /** CallHearAnswer kind */
            kind?: (string|null);

            /** CallHearAnswer ssrc */
            ssrc?: (number|null);

            /** CallHearAnswer payloadType */
            payloadType?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallHearAnswer. */
        type $Shape = aldis.CallHearAnswer.$Properties;
    }

    /**
     * Properties of a CallUnhear.
     * @deprecated Use aldis.CallUnhear.$Properties instead.
     */
    interface ICallUnhear extends aldis.CallUnhear.$Properties {
    }

    /** Represents a CallUnhear. */
    class CallUnhear {

        /**
         * Constructs a new CallUnhear.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallUnhear.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallUnhear call. */
        call: Uint8Array;

        /** CallUnhear source. */
        source: number;

        /**
         * Creates a new CallUnhear instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallUnhear instance
         */
        static create(properties: aldis.CallUnhear.$Shape): aldis.CallUnhear & aldis.CallUnhear.$Shape;
        static create(properties?: aldis.CallUnhear.$Properties): aldis.CallUnhear;

        /**
         * Encodes the specified CallUnhear message. Does not implicitly {@link aldis.CallUnhear.verify|verify} messages.
         * @param message CallUnhear message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallUnhear.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallUnhear message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallUnhear & aldis.CallUnhear.$Shape} CallUnhear
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallUnhear & aldis.CallUnhear.$Shape;

        /**
         * Creates a CallUnhear message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallUnhear
         */
        static fromObject(object: { [k: string]: any }): aldis.CallUnhear;

        /**
         * Creates a plain object from a CallUnhear message. Also converts values to other types if specified.
         * @param message CallUnhear
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallUnhear, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallUnhear to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallUnhear
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallUnhear {

        /** Properties of a CallUnhear. */
        interface $Properties {

            /** CallUnhear call */
            call?: (Uint8Array|null);

            /** CallUnhear source */
            source?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallUnhear. */
        type $Shape = aldis.CallUnhear.$Properties;
    }

    /**
     * Properties of a CallMute.
     * @deprecated Use aldis.CallMute.$Properties instead.
     */
    interface ICallMute extends aldis.CallMute.$Properties {
    }

    /** Represents a CallMute. */
    class CallMute {

        /**
         * Constructs a new CallMute.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallMute.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallMute call. */
        call: Uint8Array;

        /** CallMute source. */
        source: number;

        /** CallMute muted. */
        muted: boolean;

        /**
         * Creates a new CallMute instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallMute instance
         */
        static create(properties: aldis.CallMute.$Shape): aldis.CallMute & aldis.CallMute.$Shape;
        static create(properties?: aldis.CallMute.$Properties): aldis.CallMute;

        /**
         * Encodes the specified CallMute message. Does not implicitly {@link aldis.CallMute.verify|verify} messages.
         * @param message CallMute message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallMute.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallMute message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallMute & aldis.CallMute.$Shape} CallMute
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallMute & aldis.CallMute.$Shape;

        /**
         * Creates a CallMute message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallMute
         */
        static fromObject(object: { [k: string]: any }): aldis.CallMute;

        /**
         * Creates a plain object from a CallMute message. Also converts values to other types if specified.
         * @param message CallMute
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallMute, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallMute to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallMute
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallMute {

        /** Properties of a CallMute. */
        interface $Properties {

            /** CallMute call */
            call?: (Uint8Array|null);

            /** CallMute source */
            source?: (number|null);

            /** CallMute muted */
            muted?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallMute. */
        type $Shape = aldis.CallMute.$Properties;
    }

    /**
     * Properties of a CallModerate.
     * @deprecated Use aldis.CallModerate.$Properties instead.
     */
    interface ICallModerate extends aldis.CallModerate.$Properties {
    }

    /** Represents a CallModerate. */
    class CallModerate {

        /**
         * Constructs a new CallModerate.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallModerate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallModerate call. */
        call: Uint8Array;

        /** CallModerate mediaId. */
        mediaId: number;

        /** CallModerate deed. */
        deed: string;

        /**
         * Creates a new CallModerate instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallModerate instance
         */
        static create(properties: aldis.CallModerate.$Shape): aldis.CallModerate & aldis.CallModerate.$Shape;
        static create(properties?: aldis.CallModerate.$Properties): aldis.CallModerate;

        /**
         * Encodes the specified CallModerate message. Does not implicitly {@link aldis.CallModerate.verify|verify} messages.
         * @param message CallModerate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallModerate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallModerate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallModerate & aldis.CallModerate.$Shape} CallModerate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallModerate & aldis.CallModerate.$Shape;

        /**
         * Creates a CallModerate message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallModerate
         */
        static fromObject(object: { [k: string]: any }): aldis.CallModerate;

        /**
         * Creates a plain object from a CallModerate message. Also converts values to other types if specified.
         * @param message CallModerate
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallModerate, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallModerate to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallModerate
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallModerate {

        /** Properties of a CallModerate. */
        interface $Properties {

            /** CallModerate call */
            call?: (Uint8Array|null);

            /** CallModerate mediaId */
            mediaId?: (number|null);

            /** CallModerate deed */
            deed?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallModerate. */
        type $Shape = aldis.CallModerate.$Properties;
    }

    /**
     * Properties of a CallLeave.
     * @deprecated Use aldis.CallLeave.$Properties instead.
     */
    interface ICallLeave extends aldis.CallLeave.$Properties {
    }

    /** Represents a CallLeave. */
    class CallLeave {

        /**
         * Constructs a new CallLeave.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallLeave.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallLeave call. */
        call: Uint8Array;

        /**
         * Creates a new CallLeave instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallLeave instance
         */
        static create(properties: aldis.CallLeave.$Shape): aldis.CallLeave & aldis.CallLeave.$Shape;
        static create(properties?: aldis.CallLeave.$Properties): aldis.CallLeave;

        /**
         * Encodes the specified CallLeave message. Does not implicitly {@link aldis.CallLeave.verify|verify} messages.
         * @param message CallLeave message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallLeave.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallLeave message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallLeave & aldis.CallLeave.$Shape} CallLeave
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallLeave & aldis.CallLeave.$Shape;

        /**
         * Creates a CallLeave message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallLeave
         */
        static fromObject(object: { [k: string]: any }): aldis.CallLeave;

        /**
         * Creates a plain object from a CallLeave message. Also converts values to other types if specified.
         * @param message CallLeave
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallLeave, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallLeave to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallLeave
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallLeave {

        /** Properties of a CallLeave. */
        interface $Properties {

            /** CallLeave call */
            call?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallLeave. */
        type $Shape = aldis.CallLeave.$Properties;
    }

    /**
     * Properties of a CallEnded.
     * @deprecated Use aldis.CallEnded.$Properties instead.
     */
    interface ICallEnded extends aldis.CallEnded.$Properties {
    }

    /** Represents a CallEnded. */
    class CallEnded {

        /**
         * Constructs a new CallEnded.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.CallEnded.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CallEnded call. */
        call: Uint8Array;

        /** CallEnded code. */
        code: string;

        /**
         * Creates a new CallEnded instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CallEnded instance
         */
        static create(properties: aldis.CallEnded.$Shape): aldis.CallEnded & aldis.CallEnded.$Shape;
        static create(properties?: aldis.CallEnded.$Properties): aldis.CallEnded;

        /**
         * Encodes the specified CallEnded message. Does not implicitly {@link aldis.CallEnded.verify|verify} messages.
         * @param message CallEnded message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.CallEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CallEnded message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.CallEnded & aldis.CallEnded.$Shape} CallEnded
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.CallEnded & aldis.CallEnded.$Shape;

        /**
         * Creates a CallEnded message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CallEnded
         */
        static fromObject(object: { [k: string]: any }): aldis.CallEnded;

        /**
         * Creates a plain object from a CallEnded message. Also converts values to other types if specified.
         * @param message CallEnded
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.CallEnded, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CallEnded to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CallEnded
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CallEnded {

        /** Properties of a CallEnded. */
        interface $Properties {

            /** CallEnded call */
            call?: (Uint8Array|null);

            /** CallEnded code */
            code?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CallEnded. */
        type $Shape = aldis.CallEnded.$Properties;
    }

    /**
     * Properties of a HistoryItem.
     * @deprecated Use aldis.HistoryItem.$Properties instead.
     */
    interface IHistoryItem extends aldis.HistoryItem.$Properties {
    }

    /** Represents a HistoryItem. */
    class HistoryItem {

        /**
         * Constructs a new HistoryItem.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.HistoryItem.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HistoryItem conversation. */
        conversation: string;

        /** HistoryItem author. */
        author: string;

        /** HistoryItem device. */
        device: number;

        /** HistoryItem sentAt. */
        sentAt: (number|Long);

        /** HistoryItem serverTimestamp. */
        serverTimestamp: (number|Long);

        /** HistoryItem content. */
        content: Uint8Array;

        /** HistoryItem isOwn. */
        isOwn: boolean;

        /** HistoryItem expiresAt. */
        expiresAt: (number|Long);

        /** HistoryItem deeds. */
        deeds: aldis.HistoryDeed.$Properties[];

        /** HistoryItem timer. */
        timer?: (aldis.HistoryTimer.$Properties|null);

        /**
         * Creates a new HistoryItem instance using the specified properties.
         * @param [properties] Properties to set
         * @returns HistoryItem instance
         */
        static create(properties: aldis.HistoryItem.$Shape): aldis.HistoryItem & aldis.HistoryItem.$Shape;
        static create(properties?: aldis.HistoryItem.$Properties): aldis.HistoryItem;

        /**
         * Encodes the specified HistoryItem message. Does not implicitly {@link aldis.HistoryItem.verify|verify} messages.
         * @param message HistoryItem message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.HistoryItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HistoryItem message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.HistoryItem & aldis.HistoryItem.$Shape} HistoryItem
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.HistoryItem & aldis.HistoryItem.$Shape;

        /**
         * Creates a HistoryItem message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns HistoryItem
         */
        static fromObject(object: { [k: string]: any }): aldis.HistoryItem;

        /**
         * Creates a plain object from a HistoryItem message. Also converts values to other types if specified.
         * @param message HistoryItem
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.HistoryItem, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this HistoryItem to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for HistoryItem
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace HistoryItem {

        /** Properties of a HistoryItem. */
        interface $Properties {

            /** HistoryItem conversation */
            conversation?: (string|null);

            /** HistoryItem author */
            author?: (string|null);

            /** HistoryItem device */
            device?: (number|null);

            /** HistoryItem sentAt */
            sentAt?: (number|Long|null);

            /** HistoryItem serverTimestamp */
            serverTimestamp?: (number|Long|null);

            /** HistoryItem content */
            content?: (Uint8Array|null);

            /** HistoryItem isOwn */
            isOwn?: (boolean|null);

            /** HistoryItem expiresAt */
            expiresAt?: (number|Long|null);

            /** HistoryItem deeds */
            deeds?: (aldis.HistoryDeed.$Properties[]|null);

            /** HistoryItem timer */
            timer?: (aldis.HistoryTimer.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HistoryItem. */
        type $Shape = aldis.HistoryItem.$Properties;
    }

    /**
     * Properties of a HistoryDeed.
     * @deprecated Use aldis.HistoryDeed.$Properties instead.
     */
    interface IHistoryDeed extends aldis.HistoryDeed.$Properties {
    }

    /** Represents a HistoryDeed. */
    class HistoryDeed {

        /**
         * Constructs a new HistoryDeed.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.HistoryDeed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HistoryDeed author. */
        author: string;

        /** HistoryDeed device. */
        device: number;

        /** HistoryDeed sentAt. */
        sentAt: (number|Long);

        /** HistoryDeed content. */
        content: Uint8Array;

        /**
         * Creates a new HistoryDeed instance using the specified properties.
         * @param [properties] Properties to set
         * @returns HistoryDeed instance
         */
        static create(properties: aldis.HistoryDeed.$Shape): aldis.HistoryDeed & aldis.HistoryDeed.$Shape;
        static create(properties?: aldis.HistoryDeed.$Properties): aldis.HistoryDeed;

        /**
         * Encodes the specified HistoryDeed message. Does not implicitly {@link aldis.HistoryDeed.verify|verify} messages.
         * @param message HistoryDeed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.HistoryDeed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HistoryDeed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.HistoryDeed & aldis.HistoryDeed.$Shape} HistoryDeed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.HistoryDeed & aldis.HistoryDeed.$Shape;

        /**
         * Creates a HistoryDeed message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns HistoryDeed
         */
        static fromObject(object: { [k: string]: any }): aldis.HistoryDeed;

        /**
         * Creates a plain object from a HistoryDeed message. Also converts values to other types if specified.
         * @param message HistoryDeed
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.HistoryDeed, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this HistoryDeed to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for HistoryDeed
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace HistoryDeed {

        /** Properties of a HistoryDeed. */
        interface $Properties {

            /** HistoryDeed author */
            author?: (string|null);

            /** HistoryDeed device */
            device?: (number|null);

            /** HistoryDeed sentAt */
            sentAt?: (number|Long|null);

            /** HistoryDeed content */
            content?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HistoryDeed. */
        type $Shape = aldis.HistoryDeed.$Properties;
    }

    /**
     * Properties of a HistoryTimer.
     * @deprecated Use aldis.HistoryTimer.$Properties instead.
     */
    interface IHistoryTimer extends aldis.HistoryTimer.$Properties {
    }

    /** Represents a HistoryTimer. */
    class HistoryTimer {

        /**
         * Constructs a new HistoryTimer.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.HistoryTimer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HistoryTimer seconds. */
        seconds: number;

        /** HistoryTimer version. */
        version: number;

        /**
         * Creates a new HistoryTimer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns HistoryTimer instance
         */
        static create(properties: aldis.HistoryTimer.$Shape): aldis.HistoryTimer & aldis.HistoryTimer.$Shape;
        static create(properties?: aldis.HistoryTimer.$Properties): aldis.HistoryTimer;

        /**
         * Encodes the specified HistoryTimer message. Does not implicitly {@link aldis.HistoryTimer.verify|verify} messages.
         * @param message HistoryTimer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.HistoryTimer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HistoryTimer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.HistoryTimer & aldis.HistoryTimer.$Shape} HistoryTimer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.HistoryTimer & aldis.HistoryTimer.$Shape;

        /**
         * Creates a HistoryTimer message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns HistoryTimer
         */
        static fromObject(object: { [k: string]: any }): aldis.HistoryTimer;

        /**
         * Creates a plain object from a HistoryTimer message. Also converts values to other types if specified.
         * @param message HistoryTimer
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.HistoryTimer, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this HistoryTimer to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for HistoryTimer
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace HistoryTimer {

        /** Properties of a HistoryTimer. */
        interface $Properties {

            /** HistoryTimer seconds */
            seconds?: (number|null);

            /** HistoryTimer version */
            version?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HistoryTimer. */
        type $Shape = aldis.HistoryTimer.$Properties;
    }

    /**
     * Properties of a ProvisionMessage.
     * @deprecated Use aldis.ProvisionMessage.$Properties instead.
     */
    interface IProvisionMessage extends aldis.ProvisionMessage.$Properties {
    }

    /** Represents a ProvisionMessage. */
    class ProvisionMessage {

        /**
         * Constructs a new ProvisionMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.ProvisionMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ProvisionMessage aciIdentityKeyPublic. */
        aciIdentityKeyPublic: Uint8Array;

        /** ProvisionMessage aciIdentityKeyPrivate. */
        aciIdentityKeyPrivate: Uint8Array;

        /** ProvisionMessage number. */
        number: string;

        /** ProvisionMessage provisioningCode. */
        provisioningCode: string;

        /** ProvisionMessage profileKey. */
        profileKey: Uint8Array;

        /** ProvisionMessage pniIdentityKeyPublic. */
        pniIdentityKeyPublic: Uint8Array;

        /** ProvisionMessage pniIdentityKeyPrivate. */
        pniIdentityKeyPrivate: Uint8Array;

        /** ProvisionMessage masterKey. */
        masterKey: Uint8Array;

        /** ProvisionMessage aciBinary. */
        aciBinary: Uint8Array;

        /** ProvisionMessage pniBinary. */
        pniBinary: Uint8Array;

        /** ProvisionMessage deviceId. */
        deviceId: number;

        /** ProvisionMessage deviceList. */
        deviceList?: (aldis.SignedDeviceList.$Properties|null);

        /**
         * Creates a new ProvisionMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ProvisionMessage instance
         */
        static create(properties: aldis.ProvisionMessage.$Shape): aldis.ProvisionMessage & aldis.ProvisionMessage.$Shape;
        static create(properties?: aldis.ProvisionMessage.$Properties): aldis.ProvisionMessage;

        /**
         * Encodes the specified ProvisionMessage message. Does not implicitly {@link aldis.ProvisionMessage.verify|verify} messages.
         * @param message ProvisionMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.ProvisionMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ProvisionMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.ProvisionMessage & aldis.ProvisionMessage.$Shape} ProvisionMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.ProvisionMessage & aldis.ProvisionMessage.$Shape;

        /**
         * Creates a ProvisionMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ProvisionMessage
         */
        static fromObject(object: { [k: string]: any }): aldis.ProvisionMessage;

        /**
         * Creates a plain object from a ProvisionMessage message. Also converts values to other types if specified.
         * @param message ProvisionMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.ProvisionMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ProvisionMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ProvisionMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ProvisionMessage {

        /** Properties of a ProvisionMessage. */
        interface $Properties {

            /** ProvisionMessage aciIdentityKeyPublic */
            aciIdentityKeyPublic?: (Uint8Array|null);

            /** ProvisionMessage aciIdentityKeyPrivate */
            aciIdentityKeyPrivate?: (Uint8Array|null);

            /** ProvisionMessage number */
            number?: (string|null);

            /** ProvisionMessage provisioningCode */
            provisioningCode?: (string|null);

            /** ProvisionMessage profileKey */
            profileKey?: (Uint8Array|null);

            /** ProvisionMessage pniIdentityKeyPublic */
            pniIdentityKeyPublic?: (Uint8Array|null);

            /** ProvisionMessage pniIdentityKeyPrivate */
            pniIdentityKeyPrivate?: (Uint8Array|null);

            /** ProvisionMessage masterKey */
            masterKey?: (Uint8Array|null);

            /** ProvisionMessage aciBinary */
            aciBinary?: (Uint8Array|null);

            /** ProvisionMessage pniBinary */
            pniBinary?: (Uint8Array|null);

            /** ProvisionMessage deviceId */
            deviceId?: (number|null);

            /** ProvisionMessage deviceList */
            deviceList?: (aldis.SignedDeviceList.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ProvisionMessage. */
        type $Shape = aldis.ProvisionMessage.$Properties;
    }

    /**
     * Properties of a SignedDeviceList.
     * @deprecated Use aldis.SignedDeviceList.$Properties instead.
     */
    interface ISignedDeviceList extends aldis.SignedDeviceList.$Properties {
    }

    /** Represents a SignedDeviceList. */
    class SignedDeviceList {

        /**
         * Constructs a new SignedDeviceList.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.SignedDeviceList.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SignedDeviceList list. */
        list: Uint8Array;

        /** SignedDeviceList listSignature. */
        listSignature: Uint8Array;

        /** SignedDeviceList listKey. */
        listKey: Uint8Array;

        /** SignedDeviceList listKeySignature. */
        listKeySignature: Uint8Array;

        /**
         * Creates a new SignedDeviceList instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SignedDeviceList instance
         */
        static create(properties: aldis.SignedDeviceList.$Shape): aldis.SignedDeviceList & aldis.SignedDeviceList.$Shape;
        static create(properties?: aldis.SignedDeviceList.$Properties): aldis.SignedDeviceList;

        /**
         * Encodes the specified SignedDeviceList message. Does not implicitly {@link aldis.SignedDeviceList.verify|verify} messages.
         * @param message SignedDeviceList message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.SignedDeviceList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SignedDeviceList message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.SignedDeviceList & aldis.SignedDeviceList.$Shape} SignedDeviceList
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.SignedDeviceList & aldis.SignedDeviceList.$Shape;

        /**
         * Creates a SignedDeviceList message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SignedDeviceList
         */
        static fromObject(object: { [k: string]: any }): aldis.SignedDeviceList;

        /**
         * Creates a plain object from a SignedDeviceList message. Also converts values to other types if specified.
         * @param message SignedDeviceList
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.SignedDeviceList, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SignedDeviceList to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SignedDeviceList
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SignedDeviceList {

        /** Properties of a SignedDeviceList. */
        interface $Properties {

            /** SignedDeviceList list */
            list?: (Uint8Array|null);

            /** SignedDeviceList listSignature */
            listSignature?: (Uint8Array|null);

            /** SignedDeviceList listKey */
            listKey?: (Uint8Array|null);

            /** SignedDeviceList listKeySignature */
            listKeySignature?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SignedDeviceList. */
        type $Shape = aldis.SignedDeviceList.$Properties;
    }

    /**
     * Properties of a RecordContents.
     * @deprecated Use aldis.RecordContents.$Properties instead.
     */
    interface IRecordContents extends aldis.RecordContents.$Properties {
    }

    /** Represents a RecordContents. */
    class RecordContents {

        /**
         * Constructs a new RecordContents.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.RecordContents.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordContents generation. */
        generation: (number|Long);

        /** RecordContents device. */
        device: number;

        /** RecordContents keys. */
        keys: Uint8Array;

        /** RecordContents isPartial. */
        isPartial: boolean;

        /**
         * Creates a new RecordContents instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordContents instance
         */
        static create(properties: aldis.RecordContents.$Shape): aldis.RecordContents & aldis.RecordContents.$Shape;
        static create(properties?: aldis.RecordContents.$Properties): aldis.RecordContents;

        /**
         * Encodes the specified RecordContents message. Does not implicitly {@link aldis.RecordContents.verify|verify} messages.
         * @param message RecordContents message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.RecordContents.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordContents message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.RecordContents & aldis.RecordContents.$Shape} RecordContents
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.RecordContents & aldis.RecordContents.$Shape;

        /**
         * Creates a RecordContents message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns RecordContents
         */
        static fromObject(object: { [k: string]: any }): aldis.RecordContents;

        /**
         * Creates a plain object from a RecordContents message. Also converts values to other types if specified.
         * @param message RecordContents
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.RecordContents, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this RecordContents to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for RecordContents
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace RecordContents {

        /** Properties of a RecordContents. */
        interface $Properties {

            /** RecordContents generation */
            generation?: (number|Long|null);

            /** RecordContents device */
            device?: (number|null);

            /** RecordContents keys */
            keys?: (Uint8Array|null);

            /** RecordContents isPartial */
            isPartial?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RecordContents. */
        type $Shape = aldis.RecordContents.$Properties;
    }

    /**
     * Properties of a RecordItem.
     * @deprecated Use aldis.RecordItem.$Properties instead.
     */
    interface IRecordItem extends aldis.RecordItem.$Properties {
    }

    /** Represents a RecordItem. */
    class RecordItem {

        /**
         * Constructs a new RecordItem.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.RecordItem.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordItem own. */
        own?: (aldis.RecordOwn.$Properties|null);

        /** RecordItem settings. */
        settings?: (aldis.RecordSettings.$Properties|null);

        /** RecordItem contact. */
        contact?: (aldis.RecordContact.$Properties|null);

        /** RecordItem group. */
        group?: (aldis.RecordGroup.$Properties|null);

        /** RecordItem username. */
        username?: (aldis.RecordUsername.$Properties|null);

        /**
         * Creates a new RecordItem instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordItem instance
         */
        static create(properties: aldis.RecordItem.$Shape): aldis.RecordItem & aldis.RecordItem.$Shape;
        static create(properties?: aldis.RecordItem.$Properties): aldis.RecordItem;

        /**
         * Encodes the specified RecordItem message. Does not implicitly {@link aldis.RecordItem.verify|verify} messages.
         * @param message RecordItem message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.RecordItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordItem message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.RecordItem & aldis.RecordItem.$Shape} RecordItem
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.RecordItem & aldis.RecordItem.$Shape;

        /**
         * Creates a RecordItem message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns RecordItem
         */
        static fromObject(object: { [k: string]: any }): aldis.RecordItem;

        /**
         * Creates a plain object from a RecordItem message. Also converts values to other types if specified.
         * @param message RecordItem
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.RecordItem, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this RecordItem to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for RecordItem
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace RecordItem {

        /** Properties of a RecordItem. */
        interface $Properties {

            /** RecordItem own */
            own?: (aldis.RecordOwn.$Properties|null);

            /** RecordItem settings */
            settings?: (aldis.RecordSettings.$Properties|null);

            /** RecordItem contact */
            contact?: (aldis.RecordContact.$Properties|null);

            /** RecordItem group */
            group?: (aldis.RecordGroup.$Properties|null);

            /** RecordItem username */
            username?: (aldis.RecordUsername.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RecordItem. */
        type $Shape = aldis.RecordItem.$Properties;
    }

    /**
     * Properties of a RecordOwn.
     * @deprecated Use aldis.RecordOwn.$Properties instead.
     */
    interface IRecordOwn extends aldis.RecordOwn.$Properties {
    }

    /** Represents a RecordOwn. */
    class RecordOwn {

        /**
         * Constructs a new RecordOwn.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.RecordOwn.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordOwn profileKey. */
        profileKey: Uint8Array;

        /**
         * Creates a new RecordOwn instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordOwn instance
         */
        static create(properties: aldis.RecordOwn.$Shape): aldis.RecordOwn & aldis.RecordOwn.$Shape;
        static create(properties?: aldis.RecordOwn.$Properties): aldis.RecordOwn;

        /**
         * Encodes the specified RecordOwn message. Does not implicitly {@link aldis.RecordOwn.verify|verify} messages.
         * @param message RecordOwn message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.RecordOwn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordOwn message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.RecordOwn & aldis.RecordOwn.$Shape} RecordOwn
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.RecordOwn & aldis.RecordOwn.$Shape;

        /**
         * Creates a RecordOwn message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns RecordOwn
         */
        static fromObject(object: { [k: string]: any }): aldis.RecordOwn;

        /**
         * Creates a plain object from a RecordOwn message. Also converts values to other types if specified.
         * @param message RecordOwn
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.RecordOwn, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this RecordOwn to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for RecordOwn
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace RecordOwn {

        /** Properties of a RecordOwn. */
        interface $Properties {

            /** RecordOwn profileKey */
            profileKey?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RecordOwn. */
        type $Shape = aldis.RecordOwn.$Properties;
    }

    /**
     * Properties of a RecordSettings.
     * @deprecated Use aldis.RecordSettings.$Properties instead.
     */
    interface IRecordSettings extends aldis.RecordSettings.$Properties {
    }

    /** Represents a RecordSettings. */
    class RecordSettings {

        /**
         * Constructs a new RecordSettings.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.RecordSettings.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordSettings noReadReceipts. */
        noReadReceipts: boolean;

        /** RecordSettings noViewedReceipts. */
        noViewedReceipts: boolean;

        /** RecordSettings noTyping. */
        noTyping: boolean;

        /** RecordSettings presence. */
        presence: boolean;

        /** RecordSettings foundByNumber. */
        foundByNumber: boolean;

        /** RecordSettings relayCalls. */
        relayCalls: boolean;

        /**
         * Creates a new RecordSettings instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordSettings instance
         */
        static create(properties: aldis.RecordSettings.$Shape): aldis.RecordSettings & aldis.RecordSettings.$Shape;
        static create(properties?: aldis.RecordSettings.$Properties): aldis.RecordSettings;

        /**
         * Encodes the specified RecordSettings message. Does not implicitly {@link aldis.RecordSettings.verify|verify} messages.
         * @param message RecordSettings message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.RecordSettings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordSettings message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.RecordSettings & aldis.RecordSettings.$Shape} RecordSettings
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.RecordSettings & aldis.RecordSettings.$Shape;

        /**
         * Creates a RecordSettings message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns RecordSettings
         */
        static fromObject(object: { [k: string]: any }): aldis.RecordSettings;

        /**
         * Creates a plain object from a RecordSettings message. Also converts values to other types if specified.
         * @param message RecordSettings
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.RecordSettings, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this RecordSettings to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for RecordSettings
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace RecordSettings {

        /** Properties of a RecordSettings. */
        interface $Properties {

            /** RecordSettings noReadReceipts */
            noReadReceipts?: (boolean|null);

            /** RecordSettings noViewedReceipts */
            noViewedReceipts?: (boolean|null);

            /** RecordSettings noTyping */
            noTyping?: (boolean|null);

            /** RecordSettings presence */
            presence?: (boolean|null);

            /** RecordSettings foundByNumber */
            foundByNumber?: (boolean|null);

            /** RecordSettings relayCalls */
            relayCalls?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RecordSettings. */
        type $Shape = aldis.RecordSettings.$Properties;
    }

    /**
     * Properties of a RecordContact.
     * @deprecated Use aldis.RecordContact.$Properties instead.
     */
    interface IRecordContact extends aldis.RecordContact.$Properties {
    }

    /** Represents a RecordContact. */
    class RecordContact {

        /**
         * Constructs a new RecordContact.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.RecordContact.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordContact account. */
        account: Uint8Array;

        /** RecordContact accepted. */
        accepted: boolean;

        /** RecordContact blocked. */
        blocked: boolean;

        /** RecordContact name. */
        name: string;

        /** RecordContact note. */
        note: string;

        /** RecordContact profileKey. */
        profileKey: Uint8Array;

        /** RecordContact clearedUntil. */
        clearedUntil: (number|Long);

        /** RecordContact blockedAt. */
        blockedAt: (number|Long)[];

        /** RecordContact unblockedAt. */
        unblockedAt: (number|Long)[];

        /**
         * Creates a new RecordContact instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordContact instance
         */
        static create(properties: aldis.RecordContact.$Shape): aldis.RecordContact & aldis.RecordContact.$Shape;
        static create(properties?: aldis.RecordContact.$Properties): aldis.RecordContact;

        /**
         * Encodes the specified RecordContact message. Does not implicitly {@link aldis.RecordContact.verify|verify} messages.
         * @param message RecordContact message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.RecordContact.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordContact message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.RecordContact & aldis.RecordContact.$Shape} RecordContact
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.RecordContact & aldis.RecordContact.$Shape;

        /**
         * Creates a RecordContact message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns RecordContact
         */
        static fromObject(object: { [k: string]: any }): aldis.RecordContact;

        /**
         * Creates a plain object from a RecordContact message. Also converts values to other types if specified.
         * @param message RecordContact
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.RecordContact, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this RecordContact to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for RecordContact
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace RecordContact {

        /** Properties of a RecordContact. */
        interface $Properties {

            /** RecordContact account */
            account?: (Uint8Array|null);

            /** RecordContact accepted */
            accepted?: (boolean|null);

            /** RecordContact blocked */
            blocked?: (boolean|null);

            /** RecordContact name */
            name?: (string|null);

            /** RecordContact note */
            note?: (string|null);

            /** RecordContact profileKey */
            profileKey?: (Uint8Array|null);

            /** RecordContact clearedUntil */
            clearedUntil?: (number|Long|null);

            /** RecordContact blockedAt */
            blockedAt?: ((number|Long)[]|null);

            /** RecordContact unblockedAt */
            unblockedAt?: ((number|Long)[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RecordContact. */
        type $Shape = aldis.RecordContact.$Properties;
    }

    /**
     * Properties of a RecordGroup.
     * @deprecated Use aldis.RecordGroup.$Properties instead.
     */
    interface IRecordGroup extends aldis.RecordGroup.$Properties {
    }

    /** Represents a RecordGroup. */
    class RecordGroup {

        /**
         * Constructs a new RecordGroup.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.RecordGroup.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordGroup masterKey. */
        masterKey: Uint8Array;

        /** RecordGroup blocked. */
        blocked: boolean;

        /** RecordGroup muted. */
        muted: boolean;

        /**
         * Creates a new RecordGroup instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordGroup instance
         */
        static create(properties: aldis.RecordGroup.$Shape): aldis.RecordGroup & aldis.RecordGroup.$Shape;
        static create(properties?: aldis.RecordGroup.$Properties): aldis.RecordGroup;

        /**
         * Encodes the specified RecordGroup message. Does not implicitly {@link aldis.RecordGroup.verify|verify} messages.
         * @param message RecordGroup message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.RecordGroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordGroup message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.RecordGroup & aldis.RecordGroup.$Shape} RecordGroup
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.RecordGroup & aldis.RecordGroup.$Shape;

        /**
         * Creates a RecordGroup message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns RecordGroup
         */
        static fromObject(object: { [k: string]: any }): aldis.RecordGroup;

        /**
         * Creates a plain object from a RecordGroup message. Also converts values to other types if specified.
         * @param message RecordGroup
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.RecordGroup, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this RecordGroup to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for RecordGroup
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace RecordGroup {

        /** Properties of a RecordGroup. */
        interface $Properties {

            /** RecordGroup masterKey */
            masterKey?: (Uint8Array|null);

            /** RecordGroup blocked */
            blocked?: (boolean|null);

            /** RecordGroup muted */
            muted?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RecordGroup. */
        type $Shape = aldis.RecordGroup.$Properties;
    }

    /**
     * Properties of a RecordUsername.
     * @deprecated Use aldis.RecordUsername.$Properties instead.
     */
    interface IRecordUsername extends aldis.RecordUsername.$Properties {
    }

    /** Represents a RecordUsername. */
    class RecordUsername {

        /**
         * Constructs a new RecordUsername.
         * @param [properties] Properties to set
         */
        constructor(properties?: aldis.RecordUsername.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordUsername username. */
        username: string;

        /** RecordUsername link. */
        link: string;

        /**
         * Creates a new RecordUsername instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordUsername instance
         */
        static create(properties: aldis.RecordUsername.$Shape): aldis.RecordUsername & aldis.RecordUsername.$Shape;
        static create(properties?: aldis.RecordUsername.$Properties): aldis.RecordUsername;

        /**
         * Encodes the specified RecordUsername message. Does not implicitly {@link aldis.RecordUsername.verify|verify} messages.
         * @param message RecordUsername message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: aldis.RecordUsername.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordUsername message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {aldis.RecordUsername & aldis.RecordUsername.$Shape} RecordUsername
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aldis.RecordUsername & aldis.RecordUsername.$Shape;

        /**
         * Creates a RecordUsername message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns RecordUsername
         */
        static fromObject(object: { [k: string]: any }): aldis.RecordUsername;

        /**
         * Creates a plain object from a RecordUsername message. Also converts values to other types if specified.
         * @param message RecordUsername
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: aldis.RecordUsername, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this RecordUsername to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for RecordUsername
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace RecordUsername {

        /** Properties of a RecordUsername. */
        interface $Properties {

            /** RecordUsername username */
            username?: (string|null);

            /** RecordUsername link */
            link?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RecordUsername. */
        type $Shape = aldis.RecordUsername.$Properties;
    }
}
