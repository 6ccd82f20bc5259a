// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_image.c - builds the capture environment; see capture_image.h.
 */
#include "kdump-prep/capture_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/compress.h"
#include "kdump-prep/cpio.h"
#include "kdump-prep/file.h"
#include "kdump-prep/initrd.h"
#include "kdump-prep/modules.h"
#include "kdump-prep/programs.h"
#include "kdump-prep/unpack.h"

#define INDEX_MAX   (64u << 20)
#define MODULE_MAX  (64u << 20)
#define KEY_MAX	    (1u << 20)
#define CONFIG_SIZE 16384u
#define PATH_SIZE   4096u

static const char *const directories[] = {
	"bin", "dev", "lib", "modules", "proc", "sys", "target", "tmp",
};

/* What is being built. */
struct build {
	struct kdp_capture_request *request;
	struct kdp_cpio cpio;
	struct kdp_programs programs;
	size_t files;			/* that are no programs */
	size_t lvm;			/* bytes of the archive for it */
};

/* depmod's files, kept while their words are used. */
struct index {
	uint8_t *data[4];
	struct kdp_modules_index words;
};

static void add_data(struct build *build, const char *as, uint32_t mode,
		     const void *data, size_t size)
{
	kdp_cpio_file(&build->cpio, as, mode, data, size);
	build->files++;
}

static void index_deinit(struct index *index)
{
	size_t i;

	for (i = 0; i < sizeof(index->data) / sizeof(index->data[0]); i++)
		free(index->data[i]);
}

/* modules.dep must be there; what the others would say is left out. */
KDP_MUST_CHECK
static struct kdp_error *index_read(const char *modules, struct index *ret)
{
	static const char *const names[] = {
		"modules.dep", "modules.softdep", "modules.alias",
		"modules.builtin",
	};
	struct kdp_word *const words[] = {
		&ret->words.dep, &ret->words.softdep, &ret->words.alias,
		&ret->words.builtin,
	};
	struct kdp_error *err = NULL;
	char path[PATH_SIZE];
	size_t i, size;

	for (i = 0; !err && i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", modules, names[i]);
		if (i && access(path, F_OK) != 0)
			continue;
		err = kdp_file_read(path, INDEX_MAX, &ret->data[i], &size);
		if (err)
			return err;
		words[i]->start = (const char *)ret->data[i];
		words[i]->size = size;
	}
	return err;
}

/* The file of a module, unpacked: the second kernel need not know how. */
KDP_MUST_CHECK
static struct kdp_error *add_module(struct build *build, const char *path,
				    const char *name)
{
	KDP_AUTO_FREE uint8_t *unpacked = NULL;
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;
	enum kdp_packing packing;
	char as[128];
	size_t size;

	err = kdp_file_read(path, MODULE_MAX, &data, &size);
	if (err)
		return err;
	packing = kdp_packing_of(data, size);
	if (packing != KDP_PACKING_NONE)
		err = kdp_unpack(packing, data, size, 0, MODULE_MAX, &unpacked,
				 &size);
	if (err)
		return kdp_error_wrap(err, "%s", path);
	snprintf(as, sizeof(as), "modules/%s", name);
	add_data(build, as, 0644, unpacked ? unpacked : data, size);
	return NULL;
}

/* "kernel/fs/ext4/ext4.ko.xz" becomes "ext4.ko" of the configuration. */
KDP_MUST_CHECK
static struct kdp_error *take_file(struct build *build, struct kdp_word file)
{
	struct kdp_capture_config *config = &build->request->config;
	const char *slash = memrchr(file.start, '/', file.size);
	size_t start = slash ? (size_t)(slash + 1 - file.start) : 0;
	const char *end = memmem(file.start, file.size, ".ko", 3);
	size_t size = end ? (size_t)(end + 3 - file.start) : 0;
	char path[PATH_SIZE];
	char *name;

	if (size <= start || size - start >= sizeof(config->module[0]) ||
	    config->module_count == KDP_CAPTURE_MODULES)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"modules.dep: no module: %.*s",
					(int)file.size, file.start);
	name = config->module[config->module_count++];
	memcpy(name, file.start + start, size - start);
	name[size - start] = 0;
	snprintf(path, sizeof(path), "%s/%.*s", build->request->modules,
		 (int)file.size, file.start);
	return add_module(build, path, name);
}

KDP_MUST_CHECK
static struct kdp_error *add_modules(struct build *build)
{
	struct kdp_capture_request *request = build->request;
	struct kdp_modules list = { 0 };
	struct index index = { 0 };
	struct kdp_error *err;
	size_t i;

	request->config.module_count = 0;
	err = index_read(request->modules, &index);
	for (i = 0; !err && i < request->name_count; i++)
		err = kdp_error_wrap(kdp_modules_add(&index.words,
						     request->name[i], &list),
				     "%s", request->modules);
	for (i = 0; !err && i < list.count; i++)
		err = take_file(build, list.file[i]);
	index_deinit(&index);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *add_config(struct build *build)
{
	char text[CONFIG_SIZE];
	FILE *file = fmemopen(text, sizeof(text), "w");
	long size;

	if (!file)
		return &kdp_enomem;
	kdp_capture_config_write(&build->request->config, file);
	size = ftell(file);
	if (fclose(file) || size < 0 || (size_t)size >= sizeof(text))
		return kdp_error_create(KDP_ERROR_OTHER,
					"a configuration of more than %u bytes",
					CONFIG_SIZE);
	add_data(build, &KDP_CAPTURE_CONFIG[1], 0600, text, (size_t)size);
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *add_copy(struct build *build, const char *path,
				  const char *as)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_file_read(path, KEY_MAX, &data, &size);
	if (err)
		return err;
	add_data(build, as, 0600, data, size);
	return NULL;
}

/* ssh asks who runs it, whatever its options say. */
KDP_MUST_CHECK
static struct kdp_error *add_ssh(struct build *build)
{
	static const char passwd[] = "root:x:0:0:root:/ssh:/bin/false\n";
	const struct kdp_capture_request *request = build->request;
	struct kdp_error *err;

	if (!request->ssh)
		return NULL;
	kdp_cpio_dir(&build->cpio, "etc");
	kdp_cpio_dir(&build->cpio, "ssh");
	add_data(build, "etc/passwd", 0644, passwd, sizeof(passwd) - 1);
	err = kdp_programs_add(&build->programs, request->ssh,
			       &KDP_CAPTURE_SSH_PROGRAM[1]);
	if (!err)
		err = add_copy(build, request->ssh_key,
			       &KDP_CAPTURE_SSH_KEY[1]);
	if (!err)
		err = add_copy(build, request->known_hosts,
			       &KDP_CAPTURE_KNOWN_HOSTS[1]);
	return kdp_error_wrap(err, "ssh");
}

/* Behind the other programs: what it shares with them is theirs. */
KDP_MUST_CHECK
static struct kdp_error *add_lvm(struct build *build)
{
	size_t before = build->cpio.size;
	struct kdp_error *err;

	if (!build->request->lvm)
		return NULL;
	kdp_cpio_dir(&build->cpio, "run");
	err = kdp_programs_add(&build->programs, build->request->lvm,
			       &KDP_CAPTURE_LVM_PROGRAM[1]);
	build->lvm = build->cpio.size - before;
	return kdp_error_wrap(err, "lvm");
}

KDP_MUST_CHECK
static struct kdp_error *fill(struct build *build)
{
	struct kdp_error *err;
	size_t i;

	build->programs = (struct kdp_programs){
		.cpio = &build->cpio,
		.dir = build->request->library_dir,
		.dir_count = build->request->library_dir_count,
	};
	for (i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		kdp_cpio_dir(&build->cpio, directories[i]);
	kdp_cpio_device(&build->cpio, "dev/console", 5, 1);
	err = kdp_programs_add(&build->programs, build->request->init, "init");
	if (!err)
		err = kdp_programs_add(&build->programs,
				       build->request->makedumpfile,
				       "bin/makedumpfile");
	if (!err)
		err = add_ssh(build);
	if (!err)
		err = add_lvm(build);
	if (!err)
		err = add_modules(build);
	if (!err)
		err = add_config(build);
	if (!err)
		err = kdp_cpio_finish(&build->cpio);
	return err;
}

struct kdp_error *kdp_capture_image_build(struct kdp_capture_request *request,
					  struct kdp_capture_image *ret)
{
	struct build build = { .request = request };
	struct kdp_initrd measured = { 0 };
	struct kdp_error *err;

	err = fill(&build);
	if (!err)
		err = kdp_initrd_measure(build.cpio.data, build.cpio.size,
					 &measured);
	if (!err)
		err = kdp_compress(kdp_compress_best(), build.cpio.data,
				   build.cpio.size, &ret->data, &ret->size);
	kdp_cpio_deinit(&build.cpio);
	if (err)
		return err;
	ret->files = build.files + build.programs.files;
	ret->modules = request->config.module_count;
	ret->unpacked = measured.bytes;
	ret->lvm = build.lvm;
	return NULL;
}

const char *kdp_capture_makedumpfile(void)
{
	static const char *const paths[] = {
		"/usr/bin/makedumpfile", "/usr/sbin/makedumpfile",
		"/bin/makedumpfile", "/sbin/makedumpfile",
	};
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (access(paths[i], X_OK) == 0)
			return paths[i];
	return NULL;
}
