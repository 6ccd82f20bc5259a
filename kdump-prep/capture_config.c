// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_config.c - reads and writes what the capture environment is to do;
 * see capture_config.h.
 */
#include "kdump-prep/capture_config.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "kdump-prep/dumplevel.h"
#include "kdump-prep/text.h"

#define FORMAT "kdump-prep-capture"

/* A day: nobody waits longer for a machine. */
#define SECONDS_MAX 86400u

#define DEADLINE 600u
#define WAIT	 30u

static const char *const kinds[] = {
	[KDP_CAPTURE_LOCAL] = "local",
	[KDP_CAPTURE_RAW] = "raw",
	[KDP_CAPTURE_DMESG] = "dmesg",
	[KDP_CAPTURE_SSH] = "ssh",
	[KDP_CAPTURE_NFS] = "nfs",
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

static const char *const types[] = { "ext4", "ext3", "ext2", "xfs" };

void kdp_capture_config_init(struct kdp_capture_config *config)
{
	memset(config, 0, sizeof(*config));
	config->deadline = DEADLINE;
	config->wait = WAIT;
	memcpy(config->packing, "lzo", sizeof("lzo"));
	config->level = KDP_DUMP_LEVEL;
}

/* Copies a word that has none of the characters that part words here. */
static bool copy_word(const char *start, size_t size, char *ret, size_t room)
{
	size_t i;

	if (!size || size >= room)
		return false;
	for (i = 0; i < size; i++)
		if (start[i] <= ' ' || start[i] == ',' || start[i] == 0x7f)
			return false;
	memcpy(ret, start, size);
	ret[size] = 0;
	return true;
}

static bool type_is_known(const char *type)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

/* "KIND:", and where what follows it begins; NULL: no such kind. */
static const char *parse_kind(const char *text, enum kdp_capture_kind *ret)
{
	size_t length, i;

	for (i = 0; i < KIND_COUNT; i++) {
		length = strlen(kinds[i]);
		if (strncmp(text, kinds[i], length) != 0 ||
		    text[length] != ':')
			continue;
		*ret = (enum kdp_capture_kind)i;
		return text + length + 1;
	}
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *bad_target(const char *text, const char *expected)
{
	return kdp_error_create(KDP_ERROR_USAGE,
				"target \"%s\": expected %s", text, expected);
}

KDP_MUST_CHECK
static struct kdp_error *parse_place(const char *text, const char *at,
				     struct kdp_capture_target *target)
{
	const char *comma = strchr(at, ',');
	const char *second = comma ? strchr(comma + 1, ',') : NULL;

	if (!second)
		return bad_target(text, "DEVICE,TYPE,DIRECTORY");
	if (!copy_word(at, (size_t)(comma - at), target->device,
		       sizeof(target->device)))
		return bad_target(text, "a device");
	if (!copy_word(comma + 1, (size_t)(second - comma - 1), target->type,
		       sizeof(target->type)) || !type_is_known(target->type))
		return bad_target(text, "a file system: ext4, ext3, ext2 or xfs");
	if (!copy_word(second + 1, strlen(second + 1), target->dir,
		       sizeof(target->dir)) || target->dir[0] != '/')
		return bad_target(text, "a directory that begins with \"/\"");
	return NULL;
}

static bool is_of(const char *text, const char *characters)
{
	return *text && text[strspn(text, characters)] == 0;
}

#define DIGITS "0123456789"
/* A shell takes them as they are. */
#define PLAIN	DIGITS "abcdefghijklmnopqrstuvwxyz" \
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ._-"

/* USER@ADDRESS[:PORT],DIRECTORY: no server for names is needed. */
KDP_MUST_CHECK
static struct kdp_error *parse_remote(const char *text, const char *at,
				      struct kdp_capture_target *target)
{
	const char *comma = strchr(at, ',');
	struct in_addr address;
	char *colon, *sign;

	if (!comma || !copy_word(at, (size_t)(comma - at), target->device,
				 sizeof(target->device)))
		return bad_target(text, "USER@ADDRESS[:PORT],DIRECTORY");
	memcpy(target->port, "22", sizeof("22"));
	colon = strchr(target->device, ':');
	if (colon) {
		if (!is_of(colon + 1, DIGITS) ||
		    !copy_word(colon + 1, strlen(colon + 1), target->port, 6))
			return bad_target(text, "a port");
		memset(colon, 0, strlen(colon));
	}
	sign = strchr(target->device, '@');
	if (!sign || !kdp_capture_target_server(target, &address))
		return bad_target(text, "an address of IPv4 behind \"@\"");
	*sign = 0;
	if (!is_of(target->device, PLAIN) || target->device[0] == '-')
		return bad_target(text, "a user before \"@\"");
	*sign = '@';
	if (!copy_word(comma + 1, strlen(comma + 1), target->dir,
		       sizeof(target->dir)) || target->dir[0] != '/' ||
	    !is_of(target->dir, PLAIN "/"))
		return bad_target(text, "a directory that begins with \"/\", of letters, digits, \".\", \"_\" and \"-\"");
	return NULL;
}

/* Letters of lvm(8), "VG name"; neither is an option of its commands. */
static bool is_volume(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash && slash != name && name[0] != '-' && slash[1] != '-' &&
	       is_of(slash + 1, PLAIN "+") &&
	       strspn(name, PLAIN "+") == (size_t)(slash - name);
}

const char *kdp_capture_target_volume(const struct kdp_capture_target *target)
{
	size_t size = strlen(KDP_CAPTURE_LVM);

	return strncmp(target->device, KDP_CAPTURE_LVM, size) == 0 ?
		       target->device + size : NULL;
}

/* Where its kind says that it is on a disk. */
KDP_MUST_CHECK
static struct kdp_error *check_device(const char *text,
				      const struct kdp_capture_target *target)
{
	const char *volume = kdp_capture_target_volume(target);

	if (volume && target->kind != KDP_CAPTURE_RAW)
		return is_volume(volume) ?
			       NULL : bad_target(text, "LVM=GROUP/VOLUME");
	if (strncmp(target->device, "/dev/", 5) == 0 ||
	    (strncmp(target->device, "UUID=", 5) == 0 &&
	     target->kind != KDP_CAPTURE_RAW))
		return NULL;
	return bad_target(text, "a device as /dev/NAME, or UUID= or LVM= where it has a file system");
}

KDP_MUST_CHECK
static struct kdp_error *parse_device(const char *text, const char *at,
				      struct kdp_capture_target *target)
{
	struct kdp_error *err = NULL;

	if (target->kind != KDP_CAPTURE_RAW)
		err = parse_place(text, at, target);
	else if (!copy_word(at, strlen(at), target->device,
			    sizeof(target->device)))
		err = bad_target(text, "a device");
	return err ? err : check_device(text, target);
}

/* ADDRESS:/EXPORT[,DIRECTORY], the latter from the root of the export on. */
KDP_MUST_CHECK
static struct kdp_error *parse_export(const char *text, const char *at,
				      struct kdp_capture_target *target)
{
	const char *comma = strchrnul(at, ',');
	struct in_addr address;
	const char *colon;

	if (!copy_word(at, (size_t)(comma - at), target->device,
		       sizeof(target->device)))
		return bad_target(text, "ADDRESS:/EXPORT[,DIRECTORY]");
	colon = strchr(target->device, ':');
	if (!colon || colon[1] != '/')
		return bad_target(text, "ADDRESS:/EXPORT[,DIRECTORY]");
	if (!kdp_capture_target_server(target, &address))
		return bad_target(text, "an address of IPv4 before \":\"");
	memcpy(target->type, "nfs", sizeof("nfs"));
	memcpy(target->dir, "/", sizeof("/"));
	if (*comma && (!copy_word(comma + 1, strlen(comma + 1), target->dir,
				  sizeof(target->dir)) ||
		       target->dir[0] != '/'))
		return bad_target(text, "a directory that begins with \"/\"");
	return NULL;
}

bool kdp_capture_target_server(const struct kdp_capture_target *target,
			       struct in_addr *ret)
{
	const char *start = target->device;
	char address[INET_ADDRSTRLEN];
	size_t size = strlen(start);

	if (target->kind == KDP_CAPTURE_SSH && strchr(start, '@'))
		start = strchr(start, '@') + 1;
	else if (target->kind == KDP_CAPTURE_NFS)
		size = strcspn(start, ":");
	else
		return false;
	if (size >= sizeof(target->device) ||
	    snprintf(address, sizeof(address), "%.*s", (int)size, start) >=
		    (int)sizeof(address))
		return false;
	return inet_pton(AF_INET, address, ret) == 1 && ret->s_addr;
}

struct kdp_error *kdp_capture_target_parse(const char *text,
					   struct kdp_capture_target *ret)
{
	struct kdp_capture_target target = { 0 };
	struct kdp_error *err = NULL;
	const char *at;

	at = parse_kind(text, &target.kind);
	if (!at)
		return bad_target(text, "local:, raw:, dmesg:, ssh: or nfs:");
	if (target.kind == KDP_CAPTURE_SSH)
		err = parse_remote(text, at, &target);
	else if (target.kind == KDP_CAPTURE_NFS)
		err = parse_export(text, at, &target);
	else
		err = parse_device(text, at, &target);
	if (!err)
		*ret = target;
	return err;
}

void kdp_capture_target_name(const struct kdp_capture_target *target,
			     char *ret, size_t size)
{
	if (target->kind == KDP_CAPTURE_RAW)
		snprintf(ret, size, "raw:%s", target->device);
	else if (target->kind == KDP_CAPTURE_SSH)
		snprintf(ret, size, "ssh:%s:%s,%s", target->device,
			 target->port, target->dir);
	else if (target->kind == KDP_CAPTURE_NFS)
		snprintf(ret, size, "nfs:%s,%s", target->device, target->dir);
	else
		snprintf(ret, size, "%s:%s,%s,%s", kinds[target->kind],
			 target->device, target->type, target->dir);
}

/* The whole next word, as a string. */
KDP_MUST_CHECK
static struct kdp_error *take_word(struct kdp_text *text, const char *what,
				   char *ret, size_t room)
{
	struct kdp_word word;

	if (!kdp_text_word(text, &word))
		return kdp_text_error(text, "%s: nothing follows", what);
	if (word.size >= room || memchr(word.start, 0, word.size))
		return kdp_text_error(text, "%s: too long, or not text", what);
	memcpy(ret, word.start, word.size);
	ret[word.size] = 0;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *take_seconds(struct kdp_text *text, const char *what,
				      uint32_t *ret)
{
	struct kdp_error *err;
	uint64_t value;

	err = kdp_text_u64(text, what, SECONDS_MAX, &value);
	if (!err)
		*ret = (uint32_t)value;
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *take_target(struct kdp_text *text,
				     struct kdp_capture_config *config)
{
	char word[2 * KDP_CAPTURE_WORD + 64];
	struct kdp_error *err;

	if (config->target_count == KDP_CAPTURE_TARGETS)
		return kdp_text_error(text, "more than %u targets",
				      KDP_CAPTURE_TARGETS);
	err = take_word(text, "target", word, sizeof(word));
	if (err)
		return err;
	err = kdp_capture_target_parse(word,
				       &config->target[config->target_count]);
	if (err) {
		err->code = KDP_ERROR_FORMAT;
		return kdp_error_wrap(err, "line %u", text->line);
	}
	config->target_count++;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *take_module(struct kdp_text *text,
				     struct kdp_capture_config *config)
{
	struct kdp_error *err;
	char *name;

	if (config->module_count == KDP_CAPTURE_MODULES)
		return kdp_text_error(text, "more than %u modules",
				      KDP_CAPTURE_MODULES);
	name = config->module[config->module_count];
	err = take_word(text, "module", name, sizeof(config->module[0]));
	if (err)
		return err;
	if (strchr(name, '/'))
		return kdp_text_error(text, "module: \"%s\" has a \"/\"", name);
	config->module_count++;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *take_packing(struct kdp_text *text,
				      struct kdp_capture_config *config)
{
	struct kdp_error *err;

	err = take_word(text, "packing", config->packing,
			sizeof(config->packing));
	if (!err && strcmp(config->packing, "lzo") != 0 &&
	    strcmp(config->packing, "zlib") != 0)
		err = kdp_text_error(text,
				     "packing: found \"%s\", expected lzo or zlib",
				     config->packing);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *take_level(struct kdp_text *text,
				    struct kdp_capture_config *config)
{
	struct kdp_error *err;
	uint64_t level;

	err = kdp_text_u64(text, "level", KDP_DUMP_LEVEL, &level);
	if (err)
		return err;
	config->level = (uint32_t)level;
	config->level_set = true;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *take_network(struct kdp_text *text,
				      struct kdp_capture_config *config)
{
	char word[KDP_CAPTURE_NETWORK_TEXT];
	struct kdp_error *err;

	err = take_word(text, "network", word, sizeof(word));
	if (err)
		return err;
	err = kdp_capture_network_parse(word, &config->network);
	if (err)
		err->code = KDP_ERROR_FORMAT;
	return kdp_error_wrap(err, "line %u", text->line);
}

KDP_MUST_CHECK
static struct kdp_error *take_fact(struct kdp_text *text,
				   struct kdp_capture_config *config)
{
	struct kdp_error *err;
	struct kdp_word name;

	if (!kdp_text_word(text, &name))
		return kdp_text_error(text, "no fact");
	if (kdp_word_is(name, "deadline"))
		err = take_seconds(text, "deadline", &config->deadline);
	else if (kdp_word_is(name, "wait"))
		err = take_seconds(text, "wait", &config->wait);
	else if (kdp_word_is(name, "packing"))
		err = take_packing(text, config);
	else if (kdp_word_is(name, "level"))
		err = take_level(text, config);
	else if (kdp_word_is(name, "network"))
		err = take_network(text, config);
	else if (kdp_word_is(name, "module"))
		err = take_module(text, config);
	else if (kdp_word_is(name, "target"))
		err = take_target(text, config);
	else
		return kdp_text_unknown(text, name);
	return err ? err : kdp_text_finish(text);
}

struct kdp_error *kdp_capture_config_parse(const char *data, size_t size,
					   struct kdp_capture_config *ret)
{
	struct kdp_error *err;
	struct kdp_text text;

	kdp_capture_config_init(ret);
	kdp_text_init(&text, KDP_CAPTURE_CONFIG, data, size);
	err = kdp_text_begin(&text, FORMAT, KDP_CAPTURE_VERSION);
	while (!err && kdp_text_next_fact(&text))
		err = take_fact(&text, ret);
	if (!err && !ret->target_count)
		err = kdp_text_error(&text, "no target");
	return err;
}

void kdp_capture_config_write(const struct kdp_capture_config *config,
			      FILE *out)
{
	char name[2 * KDP_CAPTURE_WORD + 64];
	char network[KDP_CAPTURE_NETWORK_TEXT];
	size_t i;

	fprintf(out, "%s %u\ndeadline %" PRIu32 "\nwait %" PRIu32
		"\npacking %s\n", FORMAT, KDP_CAPTURE_VERSION,
		config->deadline, config->wait, config->packing);
	if (config->level_set)
		fprintf(out, "level %" PRIu32 "\n", config->level);
	if (config->network.mac[0]) {
		kdp_capture_network_name(&config->network, network);
		fprintf(out, "network %s\n", network);
	}
	for (i = 0; i < config->module_count; i++)
		fprintf(out, "module %s\n", config->module[i]);
	for (i = 0; i < config->target_count; i++) {
		kdp_capture_target_name(&config->target[i], name,
					sizeof(name));
		fprintf(out, "target %s\n", name);
	}
}
